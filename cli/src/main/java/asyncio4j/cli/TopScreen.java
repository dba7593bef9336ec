package asyncio4j.cli;

import java.util.ArrayList;
import java.util.List;
import org.jline.utils.AttributedString;
import org.jline.utils.AttributedStyle;

/// The lines of the screen, of the given size.
final class TopScreen {
    private TopScreen() {}

    /// How many lines there are for tasks, or for the page about one.
    static int room(TopView view, int height) {
        var above = view.mode() == TopView.Mode.TASK
                ? 1
                : TopText.summary(view.sample()).size() + 2;
        return Math.max(1, height - above - 1);
    }

    static List<AttributedString> lines(TopView view, int width, int height) {
        var lines = new ArrayList<AttributedString>();
        if (view.mode() == TopView.Mode.TASK) {
            lines.add(styled(TopText.summary(view.sample()).getFirst()));
            view.page().forEach(line -> lines.add(new AttributedString(line)));
        } else {
            TopText.summary(view.sample()).forEach(line -> lines.add(styled(line)));
            lines.add(AttributedString.EMPTY);
            addTable(view, room(view, height), lines);
        }
        while (lines.size() < height - 1) {
            lines.add(AttributedString.EMPTY);
        }
        var screen = new ArrayList<>(lines.subList(0, Math.max(0, height - 1)));
        screen.add(new AttributedString(view.footer(), AttributedStyle.DEFAULT.bold()));
        screen.replaceAll(line -> line.columnSubSequence(0, width));
        return screen;
    }

    private static void addTable(TopView view, int room, List<AttributedString> lines) {
        var table = TopText.table(view.sample());
        lines.add(styled(table.getFirst()));
        var rows = table.subList(1, table.size());
        var selected = view.selected();
        var first = Math.max(0, Math.min(selected - room / 2, rows.size() - room));
        for (var i = first; i < Math.min(rows.size(), first + room); i++) {
            lines.add(i == selected ? inverse(rows.get(i).text()) : styled(rows.get(i)));
        }
    }

    private static AttributedString inverse(String text) {
        return new AttributedString(text, AttributedStyle.DEFAULT.inverse());
    }

    private static AttributedString styled(TopText.Line line) {
        var style = AttributedStyle.DEFAULT;
        return new AttributedString(
                line.text(),
                switch (line.kind()) {
                    case TITLE, HEAD -> style.bold();
                    case ALARM -> style.foreground(AttributedStyle.RED).bold();
                    case PLAIN, TASK -> style;
                });
    }
}
