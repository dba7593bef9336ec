package asyncio4j.house;

/// Counts the lines of a Java source that hold code: not blank, not only comment, not an import.
///
/// One pass over the characters; its state is what the current character is part of.
final class LinesOfCode {
    private enum In {
        CODE,
        LINE_COMMENT,
        COMMENT,
        STRING,
        CHARACTER,
        TEXT_BLOCK
    }

    private final String source;
    private final StringBuilder line = new StringBuilder(); // of the current line, what is code
    private In in = In.CODE;
    private int count;

    private LinesOfCode(String source) {
        this.source = source;
    }

    static int in(String source) {
        return new LinesOfCode(source).count();
    }

    private int count() {
        for (var i = 0; i < source.length(); ) {
            i += step(i);
        }
        endLine();
        return count;
    }

    /// @return how many characters it has dealt with
    private int step(int i) {
        if (source.charAt(i) == '\n') {
            endLine();
            return 1;
        }
        return switch (in) {
            case CODE -> code(i);
            case LINE_COMMENT -> 1;
            case COMMENT -> source.startsWith("*/", i) ? enter(In.CODE, 2) : 1;
            case STRING -> quoted(i, "\"");
            case CHARACTER -> quoted(i, "'");
            case TEXT_BLOCK -> quoted(i, "\"\"\"");
        };
    }

    private int code(int i) {
        if (source.startsWith("//", i)) {
            return enter(In.LINE_COMMENT, 2);
        }
        if (source.startsWith("/*", i)) {
            return enter(In.COMMENT, 2);
        }
        line.append(source.charAt(i));
        if (source.startsWith("\"\"\"", i)) {
            return enter(In.TEXT_BLOCK, 3);
        }
        return switch (source.charAt(i)) {
            case '"' -> enter(In.STRING, 1);
            case '\'' -> enter(In.CHARACTER, 1);
            default -> 1;
        };
    }

    private int quoted(int i, String end) {
        line.append(source.charAt(i));
        if (source.charAt(i) == '\\') {
            return 2;
        }
        return source.startsWith(end, i) ? enter(In.CODE, end.length()) : 1;
    }

    private int enter(In next, int length) {
        in = next;
        return length;
    }

    private void endLine() {
        if (in == In.LINE_COMMENT) {
            in = In.CODE;
        }
        var code = line.toString().strip();
        line.setLength(0);
        if (!code.isEmpty() && !code.startsWith("import ")) {
            count++;
        }
    }
}
