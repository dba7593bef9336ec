package asyncio4j.io.internal.work;

import asyncio4j.Asyncio;
import asyncio4j.Awaitable;
import asyncio4j.CancelledError;
import asyncio4j.spi.LoopParts;
import asyncio4j.spi.SecondStack;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What is open on a loop and must be closed when its `run` ends, in a task, because closing may suspend.
///
/// It is a stack that was entered and left, like a generator that was begun: `run` enters such stacks again at
/// its end, after the tasks have ended; a loop that is closed without that unwinds them. A part of the loop, for
/// those that need it. Loop only.
public final class LoopEnd {
    private final Set<AutoCloseable> open = new LinkedHashSet<>();
    private SecondStack stack = newStack();

    private LoopEnd() {}

    /// That of the running task's loop.
    ///
    /// @throws IllegalStateException outside a task
    public static LoopEnd here() {
        LoopEnd end = LoopParts.of(LoopParts.loop(), LoopEnd.class, _ -> new LoopEnd());
        if (end.stack.ended()) {
            end.stack = end.newStack(); // something is opened while `run` ends: closed with the loop
        }
        if (!end.stack.live()) {
            end.enter();
        }
        return end;
    }

    private SecondStack newStack() {
        return SecondStack.hidden(this::untilTheEnd, this::enter);
    }

    private void enter() {
        stack.enter();
    }

    private void untilTheEnd() {
        try {
            stack.leave();
        } catch (CancelledError e) {
            // the loop is closed without a run: that is an end too
        }
        while (!open.isEmpty()) { // a server may have accepted meanwhile
            closeAll();
        }
    }

    private void closeAll() {
        var left = new ArrayList<>(open).reversed();
        open.clear();
        if (Workers.inTask()) { // all at once: each may take its time
            var closings = new ArrayList<Awaitable<@Nullable Void>>();
            for (AutoCloseable thing : left) {
                closings.add(() -> {
                    close(thing);
                    return null;
                });
            }
            Asyncio.gatherSettled(closings);
        } else {
            left.forEach(LoopEnd::close);
        }
    }

    private static void close(AutoCloseable thing) {
        try {
            thing.close();
        } catch (Exception e) { // the others must be closed too, and nobody is left to throw at
            System.getLogger("asyncio4j")
                    .log(System.Logger.Level.WARNING, "could not be closed at the end of run: " + thing, e);
        }
    }

    /// Has `thing` closed at the end, unless it is removed before; its `close` may suspend if it runs in a task.
    public void add(AutoCloseable thing) {
        open.add(thing);
    }

    /// `thing` is closed.
    public void remove(AutoCloseable thing) {
        open.remove(thing);
    }
}
