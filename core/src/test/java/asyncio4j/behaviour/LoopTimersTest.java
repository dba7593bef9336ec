package asyncio4j.behaviour;

import static asyncio4j.Asyncio.getRunningLoop;
import static asyncio4j.Asyncio.millis;
import static asyncio4j.Asyncio.newEventLoop;
import static asyncio4j.Asyncio.run;
import static asyncio4j.Asyncio.seconds;
import static asyncio4j.Asyncio.sleep;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import asyncio4j.EventLoop;
import asyncio4j.Handle;
import asyncio4j.TimerHandle;
import asyncio4j.kit.Garbage;
import asyncio4j.kit.Loops;
import asyncio4j.kit.Trail;
import asyncio4j.kit.VirtualTime;
import asyncio4j.spi.LoopConfig;
import asyncio4j.spi.LoopObserver;
import asyncio4j.spi.Poller;
import asyncio4j.spi.Waits;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Callbacks and timers of a loop: order, due times, cancelled ones. */
@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LoopTimersTest {
    private final Trail trail = new Trail();

    @Test // loop-1
    void callLaterReturnsATimerThatIsNotDueYet() {
        try (var loop = VirtualTime.newLoop()) {
            double now = loop.time();
            TimerHandle handle = loop.callLater(seconds(10), () -> trail.add("called"));
            onePass(loop);
            trail.is();
            assertThat(handle.when()).isCloseTo(now + 10, within(1e-6));
            assertThat(handle.cancelled()).isFalse();
            assertThatThrownBy(() -> loop.callLater(null, () -> trail.add("called")))
                    .isInstanceOf(NullPointerException.class);
        }
        trail.is();
    }

    @Test // loop-7
    void callAtRunsItsCallbackAtThatTime() {
        try (var loop = VirtualTime.newLoop()) {
            double when = loop.time() + 0.1;
            TimerHandle handle = loop.callAt(when, loop::stop);
            assertThat(handle.when()).isEqualTo(when);
            loop.runForever();
            assertThat(loop.time()).isCloseTo(when, within(1e-6));
        }
    }

    @Test // loop-7, loop-10
    void realTimersAreNeverEarly() {
        try (var loop = newEventLoop()) {
            long begin = System.nanoTime();
            loop.callAt(loop.time() + 0.05, loop::stop);
            loop.runForever();
            assertThat(System.nanoTime() - begin).isGreaterThanOrEqualTo(49_000_000);
            begin = System.nanoTime();
            loop.runUntilComplete(() -> sleep(millis(50)));
            assertThat(System.nanoTime() - begin).isGreaterThanOrEqualTo(49_000_000);
        }
    }

    @Test // loop-14
    void cancelledTimersAreNotKeptUntilTheyAreDue() {
        try (var loop = VirtualTime.newLoop()) {
            var cancelled = new ArrayList<WeakReference<TimerHandle>>();
            for (int i = 0; i < 300; i++) {
                int n = i;
                TimerHandle handle = loop.callLater(seconds(3600 + i), () -> trail.add(n));
                if (i % 100 != 0) {
                    handle.cancel();
                    cancelled.add(new WeakReference<>(handle));
                }
            }
            onePass(loop);
            assertThat(Garbage.collectUntil(() -> count(cancelled) < 100))
                    .as("at most a share of the heap is dead")
                    .isTrue();
            loop.callLater(seconds(5000), loop::stop);
            loop.runForever();
        }
        trail.is(0, 100, 200);
    }

    @Test // loop-15
    void timersOverdueRunInTheOrderOfTheirTime() {
        try (var loop = VirtualTime.newLoop()) {
            loop.callLater(seconds(-1), () -> trail.add("a"));
            loop.callLater(seconds(-2), () -> trail.add("b"));
            onePass(loop);
            trail.is("b", "a");
        }
    }

    @Test
    void timersDueTogetherRunInTheOrderOfSchedulingInOnePass() {
        try (var loop = VirtualTime.newLoop()) {
            double when = loop.time() + 1;
            loop.callAt(when + 1, () -> trail.add("later"));
            for (int i = 0; i < 20; i++) {
                int n = i;
                loop.callAt(when, () -> {
                    trail.add(n);
                    if (n == 0) {
                        loop.callSoon(() -> trail.add("next pass"));
                        loop.stop();
                    }
                });
            }
            loop.runForever();
            trail.is(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19);
        }
    }

    @Test
    void callbacksRunFirstInFirstOutAndNewOnesWaitForTheNextPass() {
        try (var loop = newEventLoop()) {
            loop.callSoon(() -> {
                trail.add("a");
                loop.callSoon(() -> trail.add("from a"));
            });
            loop.callSoon(() -> trail.add("b"));
            onePass(loop);
            trail.is("a", "b");
            onePass(loop);
            trail.is("a", "b", "from a");
        }
    }

    @Test
    void callbackThatIsCancelledByAnEarlierOneOfTheSamePassDoesNotRun() {
        try (var loop = VirtualTime.newLoop()) {
            var handles = new ArrayList<Handle>();
            loop.callSoon(() -> handles.forEach(Handle::cancel));
            handles.add(loop.callSoon(() -> trail.add("soon")));
            handles.add(loop.callLater(Duration.ZERO, () -> trail.add("due at once")));
            handles.add(loop.callSoonThreadsafe(() -> trail.add("from outside")));
            loop.callLater(seconds(1), loop::stop);
            loop.runForever();
        }
        trail.is();
    }

    @Test // loop-19
    void tinySleepsDoNotMakeTheLoopSpin() {
        var passes = new Passes();
        run(() -> {
            Waits.attach(getRunningLoop(), passes);
            for (double s = 1e-2; s > 0.9e-10; s /= 10) {
                sleep(seconds(s));
            }
        });
        assertThat(passes.begun).isBetween(9, 40);
        assertThat(passes.ended).isBetween(passes.begun - 1, passes.begun + 1);
    }

    @Test // loop-23
    void loopSleepsUntilTheFirstTimerThatIsNotCancelled() {
        var timeouts = new ArrayList<Long>();
        var clock = new VirtualTime();
        Poller poller = new Poller() {
            @Override
            public void poll(long timeoutNanos) throws InterruptedException {
                if (timeoutNanos != 0) {
                    timeouts.add(timeoutNanos);
                }
                clock.poll(timeoutNanos);
            }

            @Override
            public void wakeup() {
                clock.wakeup();
            }
        };
        try (var loop =
                LoopConfig.defaults().withClock(clock).withPoller(poller).newLoop()) {
            loop.callLater(seconds(5), () -> trail.add("cancelled")).cancel();
            loop.callLater(seconds(10), loop::stop);
            double begin = loop.time();
            loop.runForever();
            assertThat(loop.time() - begin).isCloseTo(10, within(1e-6));
        }
        assertThat(timeouts).isNotEmpty().containsOnly(10_000_000_000L);
        trail.is();
    }

    @Test
    void timersGoByTheVirtualClockExactly() {
        Loops.virtual(() -> {
            double begin = getRunningLoop().time();
            sleep(seconds(86_400));
            assertThat(getRunningLoop().time() - begin).isCloseTo(86_400, within(1e-3));
        });
    }

    private static long count(List<WeakReference<TimerHandle>> handles) {
        return handles.stream().filter(h -> h.get() != null).count();
    }

    private static void onePass(EventLoop loop) {
        loop.stop();
        loop.runForever();
    }

    private static final class Passes implements LoopObserver {
        private int begun;
        private int ended;

        @Override
        public void passBegin(EventLoop loop) {
            begun++;
        }

        @Override
        public void passEnd(EventLoop loop) {
            ended++;
        }
    }
}
