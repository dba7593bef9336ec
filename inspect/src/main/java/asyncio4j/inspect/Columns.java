package asyncio4j.inspect;

import java.util.ArrayList;
import java.util.List;

/// Lines of text in columns, the last of which may be as long as it likes.
final class Columns {
    private static final int WIDEST = 60;

    private final List<String[]> rows = new ArrayList<>();

    void row(String... cells) {
        for (int i = 0; i < cells.length; i++) {
            cells[i] = Words.clean(cells[i]);
        }
        rows.add(cells);
    }

    void print(StringBuilder out) {
        if (rows.isEmpty()) {
            return;
        }
        int[] width = new int[rows.getFirst().length];
        for (String[] row : rows) {
            for (int i = 0; i < row.length; i++) {
                width[i] = Math.min(WIDEST, Math.max(width[i], row[i].length()));
            }
        }
        for (String[] row : rows) {
            var line = new StringBuilder();
            for (int i = 0; i < row.length; i++) {
                line.append(row[i]).repeat(" ", Math.max(0, width[i] - row[i].length()) + 2);
            }
            out.append(line.toString().stripTrailing()).append('\n');
        }
    }
}
