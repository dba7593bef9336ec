package asyncio4j.kit;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;

/** Keeps what is logged to {@code asyncio4j} while it is open, and off the console. */
public final class LogTap implements AutoCloseable {
    private static final Logger LOGGER = Logger.getLogger("asyncio4j");

    private final List<LogRecord> records = new CopyOnWriteArrayList<>(); // any thread
    private final Handler handler = new Collector();

    /** Opens the tap. */
    public LogTap() {
        LOGGER.setUseParentHandlers(false);
        LOGGER.addHandler(handler);
    }

    /** All messages, formatted, in order. */
    public List<String> messages() {
        return records.stream().map(LogTap::message).toList();
    }

    /** The messages at {@code level}, formatted, in order. */
    public List<String> messages(Level level) {
        return records.stream()
                .filter(r -> r.getLevel().equals(level))
                .map(LogTap::message)
                .toList();
    }

    /** All records in order. */
    public List<LogRecord> records() {
        return List.copyOf(records);
    }

    /** Messages and stack traces of everything logged. */
    public String text() {
        var text = new StringWriter();
        var out = new PrintWriter(text);
        for (var r : records) {
            out.println(r.getLevel() + " " + message(r));
            if (r.getThrown() != null) {
                r.getThrown().printStackTrace(out);
            }
        }
        return text.toString();
    }

    @Override
    public void close() {
        LOGGER.removeHandler(handler);
        LOGGER.setUseParentHandlers(true);
    }

    private static String message(LogRecord r) {
        return new SimpleFormatter().formatMessage(r);
    }

    private final class Collector extends Handler {
        @Override
        public void publish(LogRecord r) {
            records.add(r);
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }
}
