package asyncio4j.cli;

import java.io.IOException;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jline.keymap.BindingReader;
import org.jline.keymap.KeyMap;
import org.jline.terminal.Attributes;
import org.jline.terminal.Size;
import org.jline.terminal.Terminal;
import org.jline.utils.Display;
import org.jline.utils.InfoCmp.Capability;
import org.jline.utils.NonBlockingReader;

/// The live screen: takes a sample now and then, draws it, and follows keys. One thread.
final class TopTerminal implements AutoCloseable {
    private static final long GLANCE = 100; // milliseconds: how soon a new size of the terminal is seen

    private final Terminal terminal;
    private final Display display;
    private final BindingReader keyboard;
    private final KeyMap<TopView.Key> keys = new KeyMap<>();
    private final Attributes before;
    private final AtomicBoolean interrupted = new AtomicBoolean(); // set by signals
    private final AtomicBoolean restored = new AtomicBoolean();
    private final Thread atEnd = new Thread(this::restore); // if the process is ended by a signal
    private Size size = Size.of(0, 0); // as drawn last

    /// Takes a sample.
    interface Sampler {
        Sample take() throws IOException;
    }

    TopTerminal(Terminal terminal) {
        this.terminal = terminal;
        display = new Display(terminal, true);
        keyboard = new BindingReader(terminal.reader());
        bind();
        before = terminal.enterRawMode();
        terminal.handle(Terminal.Signal.INT, _ -> interrupted.set(true));
        Runtime.getRuntime().addShutdownHook(atEnd);
        terminal.puts(Capability.enter_ca_mode);
        terminal.puts(Capability.keypad_xmit);
        terminal.puts(Capability.cursor_invisible);
        terminal.flush();
    }

    private void bind() {
        bind(TopView.Key.UP, Capability.key_up, "\033[A");
        bind(TopView.Key.DOWN, Capability.key_down, "\033[B");
        bind(TopView.Key.PAGE_UP, Capability.key_ppage, "\033[5~");
        bind(TopView.Key.PAGE_DOWN, Capability.key_npage, "\033[6~");
        bind(TopView.Key.HOME, Capability.key_home, "\033[H");
        bind(TopView.Key.END, Capability.key_end, "\033[F");
        keys.bind(TopView.Key.ENTER, "\r", "\n");
        keys.bind(TopView.Key.ESCAPE, "\033");
        keys.bind(TopView.Key.BACKSPACE, "\177", "\b");
        for (var c = ' '; c < '\177'; c++) {
            keys.bind(TopView.Key.TEXT, Character.toString(c));
        }
        keys.setUnicode(TopView.Key.TEXT);
        keys.setAmbiguousTimeout(50); // Escape alone, or the beginning of a key
    }

    /// What the terminal is said to send, and what most send whatever they say.
    private void bind(TopView.Key key, Capability capability, String usual) {
        var said = KeyMap.key(terminal, capability);
        keys.bind(key, usual);
        if (said != null) {
            keys.bind(key, said);
        }
    }

    /// Shows `view` until the user quits.
    ///
    /// @param sampler takes a sample in the order and with the filter of the view
    void show(TopView view, Duration interval, Sampler sampler) throws IOException {
        var next = System.nanoTime() + interval.toNanos();
        var asked = "";
        while (view.mode() != TopView.Mode.END && !interrupted.get()) {
            var wanted = view.order() + " " + view.chosen();
            if (System.nanoTime() - next >= 0 || !asked.isEmpty() && !asked.equals(wanted)) {
                view.show(sampler.take());
                next = System.nanoTime() + interval.toNanos();
            }
            asked = wanted;
            draw(view);
            follow(view, next);
        }
    }

    /// A terminal that does not know its size says 0.
    private Size size() {
        var said = terminal.getSize();
        return said.getRows() > 0 && said.getColumns() > 0 ? said : Size.of(80, 24);
    }

    private void draw(TopView view) {
        var now = size();
        if (!now.equals(size)) {
            size = now;
            display.resize(now);
            display.clear();
        }
        display.update(TopScreen.lines(view, size.getColumns(), size.getRows()), 0);
    }

    /// Waits for a key until it is time for the next sample, or the terminal has another size.
    private void follow(TopView view, long next) {
        while (!interrupted.get()) {
            var left = (next - System.nanoTime()) / 1_000_000;
            var c = keyboard.peekCharacter(Math.clamp(left, 1, GLANCE));
            if (c == NonBlockingReader.READ_EXPIRED) {
                if (left <= 0 || !size().equals(size)) {
                    return;
                }
                continue;
            }
            var key = c < 0 ? null : keyboard.readBinding(keys);
            if (key == null) { // the terminal is gone
                interrupted.set(true);
                return;
            }
            view.press(
                    key,
                    Objects.requireNonNullElse(keyboard.getLastBinding(), ""),
                    TopScreen.room(view, size.getRows()));
            return;
        }
    }

    private void restore() {
        if (restored.compareAndSet(false, true)) {
            terminal.puts(Capability.cursor_visible);
            terminal.puts(Capability.keypad_local);
            terminal.puts(Capability.exit_ca_mode);
            terminal.flush();
            terminal.setAttributes(before);
        }
    }

    @Override
    public void close() throws IOException {
        restore();
        try {
            Runtime.getRuntime().removeShutdownHook(atEnd);
        } catch (IllegalStateException e) {
            // it is ending already
        }
        terminal.close();
    }
}
