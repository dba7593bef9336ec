package asyncio4j.inspect;

import static org.assertj.core.api.Assertions.assertThat;

import asyncio4j.Asyncio;
import asyncio4j.EventLoop;
import asyncio4j.RunOptions;
import asyncio4j.Runner;
import asyncio4j.spi.LoopListener;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Listeners that the service loader finds. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LoopListenerTest {
    /** Notes every loop. */
    public static final class Recorder implements LoopListener {
        static final List<EventLoop> SEEN = new CopyOnWriteArrayList<>();

        @Override
        public void opened(EventLoop loop) {
            SEEN.add(loop);
        }
    }

    /** Harms nobody but itself. */
    public static final class Failing implements LoopListener {
        static final AtomicInteger TOLD = new AtomicInteger();

        @Override
        public void opened(EventLoop loop) {
            TOLD.incrementAndGet();
            throw new IllegalStateException("this listener fails");
        }
    }

    @Test
    void everyLoopIsToldOnce() {
        var loops = new ArrayList<EventLoop>();
        for (int i = 0; i < 50; i++) { // the first of them while listeners are still being looked for
            loops.add(Asyncio.newEventLoop());
        }
        try {
            Patient.until(() -> Recorder.SEEN, seen -> seen.containsAll(loops));
            loops.add(Asyncio.newEventLoop());
            assertThat(Recorder.SEEN).doesNotHaveDuplicates().containsAll(loops);
            assertThat(Failing.TOLD).hasValue(1);
        } finally {
            loops.forEach(EventLoop::close);
        }
    }

    @Test
    void debuggedLoopsAreMetered() {
        Patient.until(
                () -> {
                    try (var runner = new Runner(RunOptions.defaults().withDebug(true))) {
                        return Meter.of(runner.loop());
                    }
                },
                meter -> meter != null);
    }
}
