package asyncio4j.engine;

import static asyncio4j.Asyncio.createTask;
import static asyncio4j.Asyncio.currentTask;
import static asyncio4j.Asyncio.getRunningLoop;
import static asyncio4j.Asyncio.millis;
import static asyncio4j.Asyncio.run;
import static asyncio4j.Asyncio.seconds;
import static asyncio4j.Asyncio.sleep;
import static asyncio4j.Asyncio.toThread;
import static asyncio4j.Asyncio.yieldNow;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import asyncio4j.Action;
import asyncio4j.AsyncFuture;
import asyncio4j.CancelledError;
import asyncio4j.Engine;
import asyncio4j.ErrorContext;
import asyncio4j.Handle;
import asyncio4j.RunOptions;
import asyncio4j.Runner;
import asyncio4j.Task;
import asyncio4j.kit.OnEngine;
import asyncio4j.kit.Outside;
import asyncio4j.kit.Trail;
import asyncio4j.kit.VirtualTime;
import asyncio4j.spi.LoopConfig;
import asyncio4j.spi.LoopObserver;
import asyncio4j.spi.WaitTarget;
import asyncio4j.spi.Waits;
import java.util.ArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What observers of a loop are told, and when. */
@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LoopObserverTest {
    private static final WaitTarget BELL = () -> "bell";

    private final EventLog log = new EventLog();
    private final Trail trail = new Trail();

    @Test
    void lifeOfATaskIsTold() {
        observed(() -> {
            currentTask().setName("main");
            Task<Void> child = createTask("child", () -> Waits.park(BELL));
            yieldNow();
            Waits.unpark(child);
            child.await();
        });
        assertThat(log.of("child"))
                .containsSubsequence(
                        "created child by main", "parked child on bell", "woken child by main", "finished child");
        assertThat(log.lines(l -> l.startsWith("parked child"))).hasSize(1);
        assertThat(log.lines(l -> l.startsWith("woken child"))).hasSize(1);
        assertThat(log.lines(l -> l.equals("finished child"))).hasSize(1);
        assertThat(log.lines(l -> l.startsWith("step") && l.endsWith(" child")))
                .containsExactly("stepBegin child", "stepEnd child", "stepBegin child", "stepEnd child");
    }

    @Test
    void stepsOfTasksNeverOverlap() {
        observed(() -> {
            for (int i = 0; i < 3; i++) {
                createTask("t" + i, () -> {
                    yieldNow();
                    sleep(seconds(1));
                });
            }
            sleep(seconds(5));
        });
        var steps = log.lines(l -> l.startsWith("step"));
        for (int i = 0; i + 1 < steps.size(); i += 2) {
            assertThat(steps.get(i)).startsWith("stepBegin ");
            assertThat(steps.get(i + 1)).isEqualTo(steps.get(i).replace("stepBegin", "stepEnd"));
        }
        assertThat(steps).filteredOn("stepBegin t1"::equals).hasSize(3);
    }

    @Test
    void sleepIsEndedByNobody() {
        observed(() -> createTask("child", () -> sleep(seconds(1))).await());
        assertThat(log.lines(l -> l.startsWith("woken child"))).containsExactly("woken child by nobody");
        assertThat(log.lines(l -> l.startsWith("parked child")))
                .singleElement()
                .satisfies(l -> assertThat(l).contains("sleep"));
    }

    @Test
    void futureIsAwaitedAndSetByTasks() {
        observed(() -> {
            currentTask().setName("main");
            AsyncFuture<String> f = getRunningLoop().createFuture();
            var child = createTask("child", () -> f.await());
            yieldNow();
            f.setResult("x");
            child.await();
        });
        assertThat(log.of("child")).containsSubsequence("woken child by main", "finished child");
        assertThat(log.lines(l -> l.startsWith("parked child"))).hasSize(1);
    }

    @Test
    void jobsForOtherThreadsAreToldWithWhoMadeThem() {
        var makers = new ArrayList<Task<?>>();
        var observer = new LoopObserver() {
            @Override
            public void jobHandedOut(Task<?> by) {
                makers.add(by);
            }
        };
        var config = LoopConfig.defaults().withObserver(observer);
        try (var runner = new Runner(RunOptions.defaults().withLoopFactory(config::newLoop))) {
            Task<?> main = runner.run(() -> {
                toThread(() -> 1);
                getRunningLoop().runInExecutor(Runnable::run, () -> 2).await();
                return currentTask();
            });
            assertThat(makers).containsExactly(main, main);
        }
    }

    @Test
    void whatOtherThreadsHandInIsToldOnThoseThreads() {
        var tellers = new LinkedBlockingQueue<Thread>();
        var observer = new LoopObserver() {
            @Override
            public void handedIn() {
                tellers.add(Thread.currentThread());
            }
        };
        var config = LoopConfig.defaults().withObserver(observer);
        try (var runner = new Runner(RunOptions.defaults().withLoopFactory(config::newLoop))) {
            runner.run(() -> {
                var loop = getRunningLoop();
                loop.callSoonThreadsafe(() -> {});
                sleep(millis(1));
                AsyncFuture<Thread> other = loop.createFuture();
                Outside.start(() -> loop.callSoonThreadsafe(() -> other.setResult(null)));
                other.await();
            });
        }
        assertThat(tellers)
                .singleElement()
                .satisfies(t -> assertThat(t.isVirtual()).isFalse());
    }

    @Test
    void cancelRequestsAreToldWithTheirMessage() {
        observed(() -> {
            currentTask().setName("main");
            var child = createTask("child", () -> sleep(seconds(3600)));
            yieldNow();
            child.cancel("enough");
            assertThatThrownBy(() -> child.await()).isInstanceOf(CancelledError.class);
        });
        assertThat(log.lines(l -> l.startsWith("cancel "))).containsExactly("cancel child by main: enough");
        assertThat(log.of("child")).containsSubsequence("cancel child by main: enough", "finished child");
    }

    @Test
    void callbacksAreToldWithTheirHandle() {
        var handles = new ArrayList<Handle>();
        observed(() -> {
            handles.add(getRunningLoop().callSoon(() -> trail.add("called")));
            handles.add(getRunningLoop().callLater(seconds(1), () -> trail.add("timer")));
            var cancelled = getRunningLoop().callSoon(() -> trail.add("cancelled"));
            cancelled.cancel();
            handles.add(cancelled);
            sleep(seconds(2));
        });
        for (int i = 0; i < 2; i++) {
            String id = " " + System.identityHashCode(handles.get(i));
            assertThat(log.lines(l -> l.endsWith(id))).containsExactly("callbackBegin" + id, "callbackEnd" + id);
        }
        String cancelled = " " + System.identityHashCode(handles.get(2));
        assertThat(log.lines(l -> l.endsWith(cancelled))).isEmpty();
        trail.is("called", "timer");
    }

    @Test
    void passesBeginAndEndInTurn() {
        observed(() -> {
            yieldNow();
            sleep(seconds(1));
        });
        var passes = log.lines(l -> l.startsWith("pass"));
        assertThat(passes).hasSizeGreaterThanOrEqualTo(6);
        for (int i = 0; i < passes.size(); i++) {
            assertThat(passes.get(i)).isEqualTo(i % 2 == 0 ? "passBegin" : "passEnd");
        }
    }

    @Test
    void ownershipIsPassedOn() {
        observed(() -> {
            currentTask().setName("main");
            Waits.owned(currentTask(), BELL);
            Waits.released(currentTask(), BELL);
        });
        assertThat(log.lines(l -> l.contains("bell"))).containsExactly("owned bell by main", "released bell by main");
    }

    @Test
    @OnEngine(Engine.SCHEDULER)
    void suspensionsInForeignCodeAreTold() {
        var queue = new LinkedBlockingQueue<String>();
        observed(() -> {
            var child = createTask("child", () -> queue.take());
            yieldNow();
            yieldNow();
            queue.put("item");
            child.await();
        });
        assertThat(log.of("child")).containsSubsequence("suspended child", "resumed child", "finished child");
        assertThat(log.lines(l -> l.startsWith("parked child"))).isEmpty();
    }

    @Test
    void observerIsAttachedAndDetachedFromAnotherThread() {
        run(() -> {
            var loop = getRunningLoop();
            createTask("before", () -> {}).await();
            Outside.call(() -> {
                Waits.attach(loop, log);
                return null;
            });
            yieldNow();
            yieldNow();
            createTask("meanwhile", () -> {}).await();
            Outside.call(() -> {
                Waits.detach(loop, log);
                return null;
            });
            yieldNow();
            yieldNow();
            createTask("after", () -> {}).await();
        });
        assertThat(log.of("before")).isEmpty();
        assertThat(log.of("meanwhile")).hasSizeGreaterThanOrEqualTo(2);
        assertThat(log.of("after")).isEmpty();
    }

    @Test
    void observerThatThrowsIsReportedOnceAndTakenOff() {
        var failure = new IllegalStateException("observer");
        int[] calls = {0};
        LoopObserver failing = new LoopObserver() {
            @Override
            public void taskCreated(Task<?> task, Task<?> creator) {
                calls[0]++;
                throw failure;
            }
        };
        var reports = new ArrayList<ErrorContext>();
        run(() -> {
            getRunningLoop().setExceptionHandler((_, c) -> reports.add(c));
            Waits.attach(getRunningLoop(), failing);
            Waits.attach(getRunningLoop(), log);
            yieldNow();
            yieldNow();
            for (int i = 0; i < 3; i++) {
                createTask("child", () -> trail.add("child")).await();
            }
        });
        assertThat(calls[0]).isEqualTo(1);
        assertThat(reports).extracting(ErrorContext::exception).containsExactly(failure);
        assertThat(log.lines(l -> l.startsWith("created child"))).hasSize(3);
        trail.is("child", "child", "child");
    }

    private void observed(Action main) {
        var time = new VirtualTime();
        var config = LoopConfig.defaults().withClock(time).withPoller(time).withObserver(log);
        try (var runner = new Runner(RunOptions.defaults().withLoopFactory(config::newLoop))) {
            runner.run(main);
        }
    }
}
