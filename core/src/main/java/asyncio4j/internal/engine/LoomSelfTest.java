package asyncio4j.internal.engine;

import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// Tries whether virtual threads with a scheduler of their own behave as the scheduler engine needs it.
///
/// A class of its own, because the thread that tries must not wait for the initialisation of [LoomAccess].
final class LoomSelfTest {
    private LoomSelfTest() {}

    /// A thread must run when its continuation is run, leave by yield, and go on from there.
    static void run(LoomAccess loom) throws InterruptedException {
        var given = new AtomicReference<@Nullable Runnable>();
        var steps = new StringBuffer();
        var ok = new AtomicBoolean();
        Thread virtual = loom.newThread(given::set, () -> {
            steps.append("a");
            Thread.yield();
            steps.append("b");
        });
        Thread carrier = Thread.ofPlatform().daemon().start(() -> {
            virtual.start();
            Runnable first = Objects.requireNonNull(given.getAndSet(null));
            first.run();
            boolean half = steps.toString().equals("a") && given.get() == first;
            first.run();
            ok.set(half && steps.toString().equals("ab") && !virtual.isAlive());
        });
        carrier.join();
        if (!ok.get()) {
            throw new IllegalStateException("a virtual thread with a scheduler of its own did not behave as expected");
        }
    }
}
