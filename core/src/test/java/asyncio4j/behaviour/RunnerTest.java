package asyncio4j.behaviour;

import static asyncio4j.Asyncio.createTask;
import static asyncio4j.Asyncio.currentTask;
import static asyncio4j.Asyncio.getRunningLoop;
import static asyncio4j.Asyncio.newEventLoop;
import static asyncio4j.Asyncio.seconds;
import static asyncio4j.Asyncio.sleep;
import static asyncio4j.Asyncio.yieldNow;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import asyncio4j.ContextVar;
import asyncio4j.Engine;
import asyncio4j.EventLoop;
import asyncio4j.RunOptions;
import asyncio4j.Runner;
import asyncio4j.Task;
import asyncio4j.kit.Trail;
import asyncio4j.kit.VirtualTime;
import java.io.IOException;
import java.util.ArrayList;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A runner: one loop and one context for several runs. */
@Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class RunnerTest {
    private final Trail trail = new Trail();
    private final RunOptions virtual = RunOptions.defaults().withLoopFactory(VirtualTime::newLoop);

    @Test // runner-3
    void insideItsOwnRunItIsRefused() {
        try (var runner = new Runner(virtual)) {
            runner.run(() -> {
                assertThatThrownBy(() -> runner.run(() -> trail.add("ran")))
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessageContaining("cannot be called from a running event loop");
            });
            assertThat(runner.run(() -> "still usable")).isEqualTo("still usable");
        }
        trail.is();
    }

    @Test // runner-4
    void closedItRefusesEverythingAndItsLoopIsClosed() {
        var runner = new Runner(virtual);
        EventLoop loop;
        try (runner) {
            assertThat(runner.run(() -> "done")).isEqualTo("done");
            loop = runner.loop();
            assertThat(loop.isClosed()).isFalse();
        }
        assertThat(loop.isClosed()).isTrue();
        assertThatThrownBy(() -> runner.loop())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("Runner is closed");
        assertThatThrownBy(() -> runner.run(() -> trail.add("ran")))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("Runner is closed");
        runner.close();
        trail.is();
    }

    @Test
    void closedBeforeItsFirstUseItRefusesToRun() {
        var runner = new Runner();
        runner.close();
        assertThatThrownBy(() -> runner.run(() -> trail.add("ran")))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("Runner is closed");
        trail.is();
    }

    @Test // runner-5
    void theLoopFactoryIsAskedOnce() {
        var made = new ArrayList<EventLoop>();
        var options = RunOptions.defaults().withLoopFactory(() -> {
            made.add(VirtualTime.newLoop());
            return made.getLast();
        });
        try (var runner = new Runner(options)) {
            EventLoop first = runner.run(() -> getRunningLoop());
            EventLoop second = runner.run(() -> getRunningLoop());
            assertThat(made).containsExactly(first);
            assertThat(second).isSameAs(first).isSameAs(runner.loop());
        }
    }

    @Test // runner-6
    void withoutAFactoryTheLoopIsTheUsualOne() {
        try (var runner = new Runner();
                EventLoop usual = newEventLoop()) {
            EventLoop running = runner.run(() -> getRunningLoop());
            assertThat(running).hasSameClassAs(usual);
            assertThat(running.engine()).isEqualTo(usual.engine());
        }
    }

    @Test
    void afterAFailedRunItRunsAgain() {
        try (var runner = new Runner(virtual)) {
            var failure = new IOException("first");
            assertThat(catchThrowable(() -> runner.run(() -> {
                        yieldNow();
                        throw failure;
                    })))
                    .isSameAs(failure);
            assertThat(runner.run(() -> sleep(seconds(1), "second"))).isEqualTo("second");
        }
    }

    @Test
    void allRunsShareOneContextThatIsNotTheCallers() {
        ContextVar<String> var = ContextVar.of("var", "unset");
        try (var runner = new Runner(virtual)) {
            runner.run(() -> {
                var.set("by the first run");
            });
            assertThat(runner.run(() -> var.get())).isEqualTo("by the first run");
            assertThat(var.get()).isEqualTo("unset");
        }
    }

    @Test
    void aTaskLeftByOneRunGoesOnInTheNextAndIsCancelledByClose() {
        var left = new AtomicReference<Task<?>>();
        try (var runner = new Runner(virtual)) {
            runner.run(() -> {
                left.set(createTask(() -> {
                    trail.add("begun");
                    sleep(seconds(1));
                    trail.add("went on");
                    sleep(seconds(1000));
                }));
                yieldNow();
            });
            assertThat(left.get().isDone()).isFalse();
            runner.run(() -> sleep(seconds(2)));
            trail.is("begun", "went on");
        }
        assertThat(left.get().isCancelled()).isTrue();
    }

    @Test
    void theLoopCanBePreparedBeforeTheFirstRun() {
        try (var runner = new Runner(virtual)) {
            EventLoop loop = runner.loop();
            loop.callSoon(() -> trail.add("scheduled before"));
            runner.run(() -> {
                assertThat(getRunningLoop()).isSameAs(loop);
                yieldNow();
            });
            trail.is("scheduled before");
        }
    }

    @Test
    void debugModeIsPassedOnToTheLoop() {
        for (boolean debug : new boolean[] {true, false}) {
            try (var runner = new Runner(RunOptions.defaults().withDebug(debug))) {
                assertThat(runner.run(() -> getRunningLoop().getDebug())).isEqualTo(debug);
            }
        }
    }

    @Test
    void theEngineAskedForIsInForce() {
        try (var runner = new Runner(RunOptions.defaults().withEngine(Engine.BATON))) {
            assertThat(runner.run(() -> getRunningLoop().engine())).isEqualTo(Engine.BATON);
        }
    }

    @Test
    void mainTasksAreNumberedLikeAllTasksOfTheLoop() {
        try (var runner = new Runner(virtual)) {
            assertThat(runner.run(() -> currentTask().name())).isEqualTo("Task-1");
            assertThat(runner.run(() -> currentTask().name())).isEqualTo("Task-2");
        }
    }
}
