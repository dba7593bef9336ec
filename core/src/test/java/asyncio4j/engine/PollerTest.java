package asyncio4j.engine;

import static asyncio4j.Asyncio.createTask;
import static asyncio4j.Asyncio.getRunningLoop;
import static asyncio4j.Asyncio.millis;
import static asyncio4j.Asyncio.seconds;
import static asyncio4j.Asyncio.sleep;
import static asyncio4j.Asyncio.yieldNow;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import asyncio4j.Action;
import asyncio4j.AsyncFuture;
import asyncio4j.Engine;
import asyncio4j.ErrorContext;
import asyncio4j.EventLoop;
import asyncio4j.RunOptions;
import asyncio4j.Runner;
import asyncio4j.kit.OnEngine;
import asyncio4j.kit.Outside;
import asyncio4j.kit.Trail;
import asyncio4j.spi.LoopConfig;
import asyncio4j.spi.Poller;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Pollers and clocks that are plugged in. */
@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class PollerTest {
    private final Trail trail = new Trail();

    @Test
    void pollIsToldHowLongItMayWait() {
        var poller = new Waiting();
        var now = new long[1];
        Poller jumping = new Poller() {
            @Override
            public void poll(long timeoutNanos) throws InterruptedException {
                poller.timeouts.add(timeoutNanos);
                if (timeoutNanos > 0) {
                    now[0] += timeoutNanos;
                } else if (timeoutNanos < 0) {
                    poller.poll(timeoutNanos);
                }
            }

            @Override
            public void wakeup() {
                poller.wakeup();
            }
        };
        inLoop(LoopConfig.defaults().withClock(() -> now[0]).withPoller(jumping), () -> {
            double begin = getRunningLoop().time();
            sleep(seconds(3));
            assertThat(getRunningLoop().time() - begin).isCloseTo(3, within(1e-6));
            AsyncFuture<Void> called = getRunningLoop().createFuture();
            EventLoop loop = getRunningLoop();
            Outside.start(() -> {
                Outside.spinUntil(() -> poller.timeouts.getLast() < 0);
                return loop.callSoonThreadsafe(() -> called.setResult(null));
            });
            called.await();
        });
        assertThat(poller.timeouts.stream().filter(t -> t > 0)).containsExactly(3_000_000_000L);
        assertThat(poller.timeouts).anyMatch(t -> t < 0);
    }

    @Test
    void wakeUpOfTheFirstPollIsNotLost() {
        var polled = new AtomicBoolean();
        var woken = new AtomicBoolean();
        Poller poller = new Poller() {
            @Override
            public void poll(long timeoutNanos) {
                polled.set(true);
                if (timeoutNanos < 0) {
                    Outside.spinUntil(() -> woken.getAndSet(false)); // as a poller does that waits in native code
                }
            }

            @Override
            public void wakeup() {
                woken.set(true);
            }
        };
        var reports = new CopyOnWriteArrayList<ErrorContext>();
        try (var loop = LoopConfig.defaults().withPoller(poller).newLoop()) {
            loop.setExceptionHandler((_, c) -> reports.add(c));
            Outside.start(() -> {
                Outside.spinUntil(polled::get);
                return loop.callSoonThreadsafe(loop::stop);
            });
            loop.runForever();
        }
        assertThat(reports).isEmpty();
    }

    @Test
    void busyLoopStillLooksForEventsInEveryPassWithoutWaiting() {
        var poller = new Waiting();
        inLoop(LoopConfig.defaults().withPoller(poller), () -> {
            int before = poller.timeouts.size();
            for (int i = 0; i < 50; i++) {
                yieldNow();
            }
            var meanwhile = poller.timeouts.subList(before, poller.timeouts.size());
            assertThat(meanwhile).hasSizeGreaterThanOrEqualTo(45).containsOnly(0L);
        });
    }

    @Test
    void busyLoopSparesAPollerThatHasNoEvents() {
        var polls = new int[1];
        var poller = new Poller() {
            @Override
            public void poll(long timeoutNanos) {
                polls[0]++;
            }

            @Override
            public void wakeup() {}

            @Override
            public boolean hasEvents() {
                return false;
            }
        };
        inLoop(LoopConfig.defaults().withPoller(poller), () -> {
            for (int i = 0; i < 50; i++) {
                yieldNow();
            }
            assertThat(polls[0]).isZero();
            sleep(millis(1));
            assertThat(polls[0]).isPositive();
        });
    }

    @Test
    void eventsOfThePollerReachTheLoop() {
        var loops = new EventLoop[1];
        var ready = new AtomicInteger();
        var answer = new ArrayList<AsyncFuture<String>>();
        var waiting = new Waiting();
        Poller poller = new Poller() {
            @Override
            public void poll(long timeoutNanos) throws InterruptedException {
                if (ready.getAndSet(0) == 1) {
                    trail.add("event");
                    loops[0].callSoon(() -> trail.add("callback"));
                    answer.getFirst().setResult("answer");
                } else {
                    waiting.poll(timeoutNanos);
                }
            }

            @Override
            public void wakeup() {
                waiting.wakeup();
            }
        };
        inLoop(LoopConfig.defaults().withPoller(poller), () -> {
            loops[0] = getRunningLoop();
            answer.add(getRunningLoop().createFuture());
            Outside.start(() -> {
                ready.set(1);
                poller.wakeup();
                return null;
            });
            trail.add(answer.getFirst().await());
        });
        assertThat(trail.events())
                .containsExactlyInAnyOrder("event", "callback", "answer")
                .startsWith("event");
    }

    @Test
    void pollNeverRunsTogetherWithATaskOrCallback() {
        var inside = new AtomicInteger();
        var overlaps = new AtomicInteger();
        var waiting = new Waiting();
        Poller poller = new Poller() {
            @Override
            public void poll(long timeoutNanos) throws InterruptedException {
                overlaps.addAndGet(inside.get());
                waiting.poll(timeoutNanos);
                overlaps.addAndGet(inside.get());
            }

            @Override
            public void wakeup() {
                waiting.wakeup();
            }
        };
        inLoop(LoopConfig.defaults().withPoller(poller), () -> {
            for (int i = 0; i < 200; i++) {
                EventLoop loop = getRunningLoop();
                Outside.start(() -> loop.callSoonThreadsafe(() -> busy(inside)));
                loop.callSoon(() -> busy(inside));
                busy(inside);
                if (i % 2 == 0) {
                    yieldNow();
                } else {
                    sleep(millis(1));
                }
            }
        });
        assertThat(overlaps).hasValue(0);
    }

    @Test
    void pollerThatThrowsIsReportedAndTheLoopGoesOn() {
        var failure = new IllegalStateException("poller");
        var failures = new AtomicInteger(3);
        var waiting = new Waiting();
        Poller poller = new Poller() {
            @Override
            public void poll(long timeoutNanos) throws InterruptedException {
                if (failures.getAndDecrement() > 0) {
                    throw failure;
                }
                waiting.poll(timeoutNanos);
            }

            @Override
            public void wakeup() {
                waiting.wakeup();
            }
        };
        var reports = new CopyOnWriteArrayList<ErrorContext>();
        try (var loop = LoopConfig.defaults().withPoller(poller).newLoop()) {
            loop.setExceptionHandler((_, c) -> reports.add(c));
            loop.runUntilComplete(() -> {
                for (int i = 0; i < 5; i++) {
                    yieldNow();
                    sleep(millis(1));
                }
                createTask(() -> trail.add("goes on")).await();
            });
        }
        trail.is("goes on");
        assertThat(reports).hasSize(3).allSatisfy(c -> assertThat(c.exception()).isSameAs(failure));
    }

    @Test
    @OnEngine(Engine.SCHEDULER)
    void pollerThatBlocksInTheJdkIsEnteredAnewWhenSomethingHasRun() {
        var wakeups = new Semaphore(0);
        var wanted = new boolean[1];
        var answer = new ArrayList<AsyncFuture<String>>();
        Poller poller = new Poller() {
            @Override
            public void poll(long timeoutNanos) throws InterruptedException {
                if (wanted[0]) {
                    wanted[0] = false;
                    answer.getFirst().setResult("done");
                } else if (timeoutNanos != 0) {
                    wakeups.acquire(); // suspends: the loop goes on, and knows the time by itself
                    wakeups.drainPermits();
                }
            }

            @Override
            public void wakeup() {
                wakeups.release();
            }
        };
        var log = new EventLog();
        inLoop(LoopConfig.defaults().withPoller(poller).withObserver(log), () -> {
            answer.add(getRunningLoop().createFuture());
            getRunningLoop().callLater(Duration.ofMillis(20), () -> wanted[0] = true);
            trail.add(answer.getFirst().await());
        });
        trail.is("done");
        assertThat(log.lines(l -> l.startsWith("suspended") || l.startsWith("resumed")))
                .as("the poller is no callback that blocks")
                .isEmpty();
    }

    @Test
    @OnEngine(Engine.SCHEDULER)
    void pollerThatStillBlocksWhenTheLoopClosesEndsQuietly() throws Exception {
        var gate = new Semaphore(0);
        var blocked = new CompletableFuture<Thread>();
        var waiting = new Waiting();
        var block = new AtomicBoolean();
        Poller poller = new Poller() {
            @Override
            public void poll(long timeoutNanos) throws InterruptedException {
                if (block.get()) {
                    blocked.complete(Thread.currentThread());
                    gate.acquire();
                } else {
                    waiting.poll(timeoutNanos);
                }
            }

            @Override
            public void wakeup() {
                waiting.wakeup();
            }
        };
        var reports = new CopyOnWriteArrayList<ErrorContext>();
        try (var loop = LoopConfig.defaults().withPoller(poller).newLoop()) {
            loop.setExceptionHandler((_, c) -> reports.add(c));
            loop.runUntilComplete(() -> {
                block.set(true);
                while (!blocked.isDone()) {
                    yieldNow();
                }
                trail.add("loop goes on");
            });
        }
        gate.release();
        assertThat(blocked.join().join(Duration.ofSeconds(10))).isTrue();
        assertThat(reports).isEmpty();
        trail.is("loop goes on");
    }

    @Test
    void pollerIsClosedOnceWithItsLoop() {
        var closed = new AtomicInteger();
        var waiting = new Waiting();
        Poller poller = new Poller() {
            @Override
            public void poll(long timeoutNanos) throws InterruptedException {
                waiting.poll(timeoutNanos);
            }

            @Override
            public void wakeup() {
                waiting.wakeup();
            }

            @Override
            public void close() {
                closed.incrementAndGet();
            }
        };
        var loop = LoopConfig.defaults().withPoller(poller).newLoop();
        loop.runUntilComplete(() -> yieldNow());
        assertThat(closed).hasValue(0);
        loop.close();
        loop.close();
        assertThat(closed).hasValue(1);
    }

    private static void busy(AtomicInteger inside) {
        inside.incrementAndGet();
        for (int i = 0; i < 500; i++) {
            Thread.onSpinWait();
        }
        inside.decrementAndGet();
    }

    private static void inLoop(LoopConfig config, Action main) {
        try (var runner = new Runner(RunOptions.defaults().withLoopFactory(config::newLoop))) {
            runner.run(main);
        }
    }

    /** Waits in real time and remembers for how long it was asked to. */
    private static final class Waiting implements Poller {
        private final List<Long> timeouts = new CopyOnWriteArrayList<>();
        private final Semaphore wakeups = new Semaphore(0);

        @Override
        public void poll(long timeoutNanos) throws InterruptedException {
            timeouts.add(timeoutNanos);
            if (timeoutNanos < 0) {
                wakeups.acquire();
            } else {
                wakeups.tryAcquire(timeoutNanos, TimeUnit.NANOSECONDS);
            }
            wakeups.drainPermits();
        }

        @Override
        public void wakeup() {
            wakeups.release();
        }
    }
}
