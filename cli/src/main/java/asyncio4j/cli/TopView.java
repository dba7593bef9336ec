package asyncio4j.cli;

import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// What the user of the screen looks at, and what keys do to that. Knows no terminal.
final class TopView {
    private final Function<List<String>, String> ask; // sends a request, returns the answer or why there is none
    private Mode mode = Mode.TABLE;
    private Order order;
    private String filter;
    private String typed = ""; // a filter that is being written
    private @Nullable String selected; // the number of a task; null: the first
    private List<String> page = List.of(); // about one task
    private int top; // the first line shown of the page
    private String message = "";
    private Sample sample;
    private Sample.@Nullable Row asked; // the task that is to be cancelled, if the user says yes

    enum Mode {
        TABLE,
        FILTER,
        CANCEL,
        TASK,
        END
    }

    /// What a key is, apart from text.
    enum Key {
        UP,
        DOWN,
        PAGE_UP,
        PAGE_DOWN,
        HOME,
        END,
        ENTER,
        ESCAPE,
        BACKSPACE,
        TEXT
    }

    enum Order {
        BUSY("b"),
        STEPS("s"),
        WAITED("w"),
        NAME("n"),
        AGE("a");

        private final String key;

        Order(String key) {
            this.key = key;
        }

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    TopView(Sample sample, Order order, String filter, Function<List<String>, String> ask) {
        this.sample = sample;
        this.order = order;
        this.filter = filter;
        this.ask = ask;
    }

    void show(Sample newer) {
        sample = newer;
    }

    Sample sample() {
        return sample;
    }

    Mode mode() {
        return mode;
    }

    Order order() {
        return order;
    }

    /// The filter, also one that is still being written.
    String chosen() {
        return mode == Mode.FILTER ? typed : filter;
    }

    List<String> page() {
        return page.subList(Math.min(top, page.size()), page.size());
    }

    /// The index of the chosen task in the sample, -1 if there is none. It stays with the task, wherever that moves.
    int selected() {
        for (var i = 0; i < sample.tasks().size(); i++) {
            if (sample.tasks().get(i).id().equals(selected)) {
                return i;
            }
        }
        return sample.tasks().isEmpty() ? -1 : 0;
    }

    /// The last line of the screen.
    String footer() {
        var said = message.isEmpty() ? "" : message + "   ";
        return switch (mode) {
            case FILTER -> "only tasks with: " + typed + "_   (Enter: keep, Esc: all tasks)";
            case CANCEL -> "ask \"" + (asked == null ? "" : asked.name() + "\" (" + asked.id()) + ") to stop?   y/n";
            case TASK -> said + "Esc: back   r: read again   c: cancel   q: quit";
            default ->
                said + "Enter: open   c: cancel   /: filter" + (filter.isEmpty() ? "" : " (" + filter + ")")
                        + "   sorted by " + order + ", or b s w n a   q: quit";
        };
    }

    /// A key was pressed.
    ///
    /// @param text what was typed, for TEXT
    /// @param room how many lines there are for tasks
    void press(Key key, String text, int room) {
        message = "";
        switch (mode) {
            case TABLE -> inTable(key, text, room);
            case FILTER -> inFilter(key, text);
            case CANCEL -> inCancel(text);
            case TASK -> inTask(key, text, room);
            case END -> {}
        }
    }

    private void inTable(Key key, String text, int room) {
        switch (key) {
            case UP -> move(-1);
            case DOWN -> move(1);
            case PAGE_UP -> move(-room);
            case PAGE_DOWN -> move(room);
            case HOME -> move(-sample.tasks().size());
            case END -> move(sample.tasks().size());
            case ENTER -> open();
            case ESCAPE -> filter = "";
            case BACKSPACE -> {}
            case TEXT -> command(text);
        }
    }

    private void command(String text) {
        switch (text) {
            case "q" -> mode = Mode.END;
            case "c" -> askToCancel();
            case "/" -> {
                mode = Mode.FILTER;
                typed = filter;
            }
            case "j" -> move(1);
            case "k" -> move(-1);
            default -> {
                for (var o : Order.values()) {
                    order = o.key.equals(text) ? o : order;
                }
            }
        }
    }

    private void move(int lines) {
        if (!sample.tasks().isEmpty()) {
            var to = Math.clamp((long) selected() + lines, 0, sample.tasks().size() - 1);
            selected = sample.tasks().get(to).id();
        }
    }

    private void open() {
        if (selected() >= 0) {
            selected = sample.tasks().get(selected()).id();
            page = ask.apply(List.of("task", selected)).lines().toList();
            top = 0;
            mode = Mode.TASK;
        }
    }

    private void askToCancel() {
        if (selected() >= 0) {
            asked = sample.tasks().get(selected());
            mode = Mode.CANCEL;
        }
    }

    private void inFilter(Key key, String text) {
        switch (key) {
            case ENTER -> {
                filter = typed;
                mode = Mode.TABLE;
            }
            case ESCAPE -> {
                filter = "";
                mode = Mode.TABLE;
            }
            case BACKSPACE ->
                typed = typed.isEmpty() ? "" : typed.substring(0, typed.offsetByCodePoints(typed.length(), -1));
            case TEXT -> typed += text;
            default -> {}
        }
    }

    private void inCancel(String text) {
        mode = Mode.TABLE;
        message = asked != null && text.equals("y")
                ? ask.apply(List.of("cancel", asked.id())).strip()
                : "not cancelled";
        asked = null;
    }

    private void inTask(Key key, String text, int room) {
        switch (key) {
            case UP -> scroll(-1, room);
            case DOWN -> scroll(1, room);
            case PAGE_UP -> scroll(-room, room);
            case PAGE_DOWN -> scroll(room, room);
            case HOME -> top = 0;
            case END -> scroll(page.size(), room);
            case ENTER, ESCAPE, BACKSPACE -> mode = Mode.TABLE;
            case TEXT -> {
                switch (text) {
                    case "q" -> mode = Mode.END;
                    case "c" -> askToCancel();
                    case "r" -> open();
                    default -> {}
                }
            }
        }
    }

    private void scroll(int lines, int room) {
        top = Math.clamp((long) top + lines, 0, Math.max(0, page.size() - room));
    }
}
