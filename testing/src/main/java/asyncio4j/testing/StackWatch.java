package asyncio4j.testing;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// One thread that looks, every other millisecond, whether what runs on a loop blocks; there while there are
/// such loops.
final class StackWatch implements Runnable {
    private static final long PAUSE = 2_000_000; // ns
    private static final int PATIENCE = 500; // pauses without a loop, then the thread ends

    private static final Set<RealWorld> WATCHED = ConcurrentHashMap.newKeySet(); // any thread
    private static @Nullable Thread thread; // under the class's lock

    private StackWatch() {}

    static void add(RealWorld world) {
        WATCHED.add(world);
        start();
    }

    static void remove(RealWorld world) {
        WATCHED.remove(world);
    }

    private static synchronized void start() {
        if (thread == null) {
            thread = Thread.ofPlatform()
                    .name("asyncio4j-virtual-time")
                    .daemon(true)
                    .unstarted(new StackWatch());
            thread.start();
        }
    }

    private static synchronized boolean end() {
        if (WATCHED.isEmpty()) {
            thread = null;
        }
        return thread == null;
    }

    @Override
    public void run() {
        int idle = 0;
        do {
            LockSupport.parkNanos(PAUSE);
            WATCHED.forEach(RealWorld::look);
            idle = WATCHED.isEmpty() ? idle + 1 : 0;
        } while (idle < PATIENCE || !end());
    }
}
