package asyncio4j.io.internal.work;

import asyncio4j.Asyncio;
import asyncio4j.Awaitable;
import asyncio4j.CancelledError;
import asyncio4j.spi.SecondStack;
import asyncio4j.spi.Waits;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// What is open on a loop and must be closed when its `run` ends, in a task, because closing may suspend.
///
/// It is a stack that was entered and left, like a generator that was begun: `run` enters such stacks again at
/// its end, after the tasks have ended; a loop that is closed without that unwinds them. One for each loop that
/// needs it, in a map and not a part of the loop: asking for a part hands the loop out, and a loop that was
/// handed out is no longer watched for standing still. Loop only, the map: any thread.
public final class LoopEnd {
    private static final Map<Object, LoopEnd> LOOPS = new ConcurrentHashMap<>();

    private final Object loop;
    private final Set<AutoCloseable> open = new LinkedHashSet<>();
    private final SecondStack stack = new SecondStack(this::untilTheEnd, this::enter);

    private LoopEnd(Object loop) {
        this.loop = loop;
    }

    /// That of the running task's loop.
    ///
    /// @throws IllegalStateException outside a task
    public static LoopEnd here() {
        Object loop = Waits.loopOf(Waits.currentTask());
        LoopEnd end = LOOPS.get(loop);
        if (end == null) {
            end = new LoopEnd(loop);
            LOOPS.put(loop, end);
            end.enter();
        }
        return end;
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
        LOOPS.remove(loop);
        closeAll();
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
