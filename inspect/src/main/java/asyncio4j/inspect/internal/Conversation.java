package asyncio4j.inspect.internal;

import asyncio4j.inspect.Trace;
import asyncio4j.inspect.Watch;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// What one connection asks for. Whoever watches keeps the connection open; when it is closed, by whatever end, so is
/// the watch.
final class Conversation implements AutoCloseable {
    private @Nullable Watch watch; // the connection's thread only, like `trace`
    private @Nullable Trace trace;

    /// Answers one request.
    String answer(List<String> words) {
        return switch (words.isEmpty() ? "" : words.getFirst()) {
            case "top" -> top(words);
            case "trace" -> beginTrace(words);
            case "trace-end" -> endTrace();
            default -> Commands.run(words);
        };
    }

    /// Whether the client may ask more.
    boolean goesOn() {
        return watch != null || trace != null;
    }

    private String top(List<String> words) {
        if (words.size() != 4) {
            throw new Refusal("the request top takes a number of tasks, an order and a filter.");
        }
        int most = Commands.number(words.get(1));
        Watch.Order order = order(words.get(2));
        if (watch == null) {
            watch = Watch.begin();
        }
        return watch.sample(most, order, words.get(3));
    }

    private static Watch.Order order(String word) {
        try {
            return Watch.Order.valueOf(word.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw new Refusal("'" + word + "' is no order: busy, steps, waited, name or age.");
        }
    }

    private String beginTrace(List<String> words) {
        if (trace != null) {
            throw new Refusal("a trace is being recorded already.");
        }
        trace = Trace.begin(Commands.number(Commands.argument(words)));
        return "";
    }

    private String endTrace() {
        Trace ended = trace;
        if (ended == null) {
            throw new Refusal("no trace is being recorded.");
        }
        trace = null;
        return ended.end();
    }

    @Override
    public void close() {
        if (watch != null) {
            watch.close();
        }
        if (trace != null) {
            trace.close();
        }
    }
}
