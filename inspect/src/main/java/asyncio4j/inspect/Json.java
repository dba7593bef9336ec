package asyncio4j.inspect;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Writes JSON.
final class Json {
    private final StringBuilder out = new StringBuilder();
    private boolean comma; // before the next value or name

    Json object(Runnable fields) {
        return group('{', fields, '}');
    }

    <T> Json array(String name, Iterable<T> values, Consumer<T> each) {
        return name(name).list(values, each);
    }

    <T> Json list(Iterable<T> values, Consumer<T> each) {
        return group('[', () -> values.forEach(each), ']');
    }

    private Json group(char begin, Runnable inside, char end) {
        separate();
        out.append(begin);
        comma = false;
        inside.run();
        out.append(end);
        comma = true;
        return this;
    }

    Json field(String name, @Nullable Object value) {
        return name(name).value(value);
    }

    Json name(String name) {
        separate();
        text(name);
        out.append(':');
        comma = false;
        return this;
    }

    /// A number or a truth value as it is, null, and everything else as text.
    Json value(@Nullable Object value) {
        separate();
        if (value == null || value instanceof Number || value instanceof Boolean) {
            out.append(value);
        } else {
            text(value.toString());
        }
        comma = true;
        return this;
    }

    private void separate() {
        if (comma) {
            out.append(',');
        }
    }

    private void text(String text) {
        out.append('"');
        int done = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (isPlain(c)) {
                continue;
            }
            out.append(text, done, i);
            done = i + 1;
            switch (c) {
                case '"', '\\' -> out.append('\\').append(c);
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                default -> out.append("\\u").append(Integer.toHexString(0x10000 | c), 1, 5);
            }
        }
        out.append(text, done, text.length()).append('"');
    }

    private static boolean isPlain(char c) {
        return c >= ' '
                && (c < 127 || c > 159)
                && c != '"'
                && c != '\\'
                && !Character.isSurrogate(c)
                && c != '\u2028'
                && c != '\u2029';
    }

    @Override
    public String toString() {
        return out.toString();
    }
}
