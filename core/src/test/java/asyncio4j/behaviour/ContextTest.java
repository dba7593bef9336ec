package asyncio4j.behaviour;

import static asyncio4j.Asyncio.createTask;
import static asyncio4j.Asyncio.currentTask;
import static asyncio4j.Asyncio.gather;
import static asyncio4j.Asyncio.getRunningLoop;
import static asyncio4j.Asyncio.millis;
import static asyncio4j.Asyncio.seconds;
import static asyncio4j.Asyncio.sleep;
import static asyncio4j.Asyncio.taskGroup;
import static asyncio4j.Asyncio.timeout;
import static asyncio4j.Asyncio.toThread;
import static asyncio4j.Asyncio.waitFor;
import static asyncio4j.Asyncio.yieldNow;
import static org.assertj.core.api.Assertions.assertThat;

import asyncio4j.Awaitable;
import asyncio4j.CancelledError;
import asyncio4j.Context;
import asyncio4j.ContextVar;
import asyncio4j.RunOptions;
import asyncio4j.Runner;
import asyncio4j.kit.Loops;
import asyncio4j.kit.Trail;
import asyncio4j.kit.VirtualTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Which context tasks and callbacks run in. */
@Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ContextTest {
    private final Trail trail = new Trail();
    private final ContextVar<String> var = ContextVar.of("var", "nope");

    @Test // context-1
    void aTaskSeesTheValuesOfItsCreationAndKeepsItsOwn() {
        Loops.virtual(() -> {
            var sub = createTask(() -> {
                trail.add(var.get());
                yieldNow();
                var.set("something else");
                yieldNow();
                trail.add(var.get());
            });
            var.set("yes");
            sub.await();
            trail.is("nope", "something else");
            assertThat(var.get()).isEqualTo("yes");
        });
    }

    @Test // context-2
    void whatADoneCallbackSetsDoesNotLeak() {
        Loops.virtual(() -> {
            var future = getRunningLoop().<String>createFuture();
            var.set("at registration");
            future.addDoneCallback(_ -> {
                trail.add(var.get());
                var.set("callback's");
            });
            var.set("main's");
            getRunningLoop().callLater(seconds(1), () -> future.setResult("r"));
            future.await();
            assertThat(var.get()).isEqualTo("main's");
            sleep(seconds(1));
            assertThat(var.get()).isEqualTo("main's");
            trail.is("at registration");
        });
        assertThat(var.get()).isEqualTo("nope");
    }

    @Test
    void callbacksRunInACopyOfTheContextOfTheCall() {
        Loops.virtual(() -> {
            var loop = getRunningLoop();
            Runnable callback = () -> {
                trail.add(var.get());
                var.set("callback's");
            };
            var.set("soon");
            loop.callSoon(callback);
            var.set("later");
            loop.callLater(seconds(1), callback);
            var.set("at");
            loop.callAt(loop.time() + 2, callback);
            var.set("threadsafe");
            loop.callSoonThreadsafe(callback);
            var.set("main's");
            sleep(seconds(3));
            assertThat(var.get()).isEqualTo("main's");
        });
        trail.is("soon", "threadsafe", "later", "at");
    }

    @Test // context-3
    void tasksGivenAContextRunInItAndChangeIt() {
        Loops.virtual(() -> {
            var loop = getRunningLoop();
            inOneContext(body -> context -> loop.createTask(null, context, body).await());
        });
        trail.is("unset", "1", "2");
    }

    @Test // context-6
    void tasksOfTheFacadeGivenAContextRunInItAndChangeIt() {
        Loops.virtual(() ->
                inOneContext(body -> context -> createTask(null, context, body).await()));
        trail.is("unset", "1", "2");
    }

    @Test
    void aTaskTellsItsContext() {
        Loops.virtual(() -> {
            Context mine = Context.copy();
            assertThat(createTask(null, mine, () -> yieldNow()).context()).isSameAs(mine);
            var.set("main's");
            var task = createTask(() -> {
                var.set("task's");
            });
            task.await();
            assertThat(task.context().run(() -> var.get())).isEqualTo("task's");
            assertThat(currentTask().context().run(() -> var.get())).isEqualTo("main's");
        });
    }

    @Test // context-4
    void theExceptionHandlerSeesTheValuesOfTheTaskThatFailed() {
        try (var runner = new Runner(RunOptions.defaults().withLoopFactory(VirtualTime::newLoop))) {
            runner.loop().setExceptionHandler((_, c) -> trail.add(c.exception().getMessage() + ": " + var.get()));
            runner.run(() -> {
                createTask(() -> {
                    var.set("task's");
                    throw new IllegalStateException("unseen");
                });
                createTask(() -> {
                    var.set("left-over's");
                    try {
                        sleep(seconds(1000));
                    } catch (CancelledError e) {
                        throw new IllegalStateException("at shutdown");
                    }
                });
                sleep(seconds(1));
            });
        }
        assertThat(trail.events()).containsExactlyInAnyOrder("unseen: task's", "at shutdown: left-over's");
    }

    @Test // context-5
    void aHundredTasksSeeOnlyTheirOwnValues() {
        ContextVar<Integer> number = ContextVar.of("number", -1);
        Loops.virtual(() -> {
            List<Awaitable<Integer>> bodies = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                int n = i;
                var random = new Random(n);
                bodies.add(() -> {
                    for (int round = 0; round < 10; round++) {
                        number.set(n * 100 + round);
                        sleep(millis(random.nextInt(5)));
                        assertThat(number.get()).isEqualTo(n * 100 + round);
                    }
                    return number.get() / 100;
                });
            }
            List<Integer> results = gather(bodies);
            for (int i = 0; i < 100; i++) {
                assertThat(results.get(i)).isEqualTo(i);
            }
            assertThat(number.get()).isEqualTo(-1);
        });
        assertThat(number.get()).isEqualTo(-1);
    }

    @Test
    void whatRunsInTheCallingTaskSetsTheCallersValues() {
        Loops.virtual(() -> {
            waitFor(() -> var.set("waitFor"), seconds(1));
            assertThat(var.get()).isEqualTo("waitFor");
            timeout(seconds(1), () -> var.set("timeout"));
            assertThat(var.get()).isEqualTo("timeout");
            taskGroup(tg -> {
                var.set("taskGroup");
                tg.createTask(() -> var.set("child"));
            });
            assertThat(var.get()).isEqualTo("taskGroup");
        });
    }

    @Test
    void theContextGoesAlongToAThreadAsACopy() {
        Loops.virtual(() -> {
            var.set("main's");
            String seen = toThread(() -> {
                String before = var.get();
                var.set("thread's");
                return before + ", " + var.get();
            });
            assertThat(seen).isEqualTo("main's, thread's");
            assertThat(var.get()).isEqualTo("main's");
        });
    }

    @Test
    void mainRunsInACopyOfTheCallersContext() {
        var token = var.set("caller's");
        try {
            Loops.virtual(() -> {
                assertThat(var.get()).isEqualTo("caller's");
                var.set("main's");
            });
            assertThat(var.get()).isEqualTo("caller's");
        } finally {
            var.reset(token);
        }
    }

    private void inOneContext(Starter starter) throws Exception {
        ContextVar<Integer> number = ContextVar.of("number");
        Context shared = Context.copy();
        Awaitable<Void> increment = () -> {
            number.set(number.get(0) + 1);
            return null;
        };
        trail.add(shared.run(() -> number.get(-1)) == -1 ? "unset" : "set");
        starter.with(increment).in(shared);
        trail.add(shared.run(() -> number.get()));
        starter.with(increment).in(shared);
        trail.add(shared.run(() -> number.get()));
        assertThat(number.get(-1)).isEqualTo(-1);
    }

    /** How a task is started in a context and awaited. */
    private interface Starter {
        Started with(Awaitable<Void> body);
    }

    /** Runs it there. */
    private interface Started {
        void in(Context context);
    }
}
