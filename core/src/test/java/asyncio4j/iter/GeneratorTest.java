package asyncio4j.iter;

import static asyncio4j.Asyncio.createTask;
import static asyncio4j.Asyncio.currentTask;
import static asyncio4j.Asyncio.millis;
import static asyncio4j.Asyncio.seconds;
import static asyncio4j.Asyncio.sleep;
import static asyncio4j.Asyncio.yieldNow;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import asyncio4j.ContextVar;
import asyncio4j.Task;
import asyncio4j.kit.Loops;
import asyncio4j.kit.Trail;
import asyncio4j.sync.AsyncLock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.NoSuchElementException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a generator is: values on demand, from code that runs as part of the task that asks. */
@Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class GeneratorTest {
    private static final ContextVar<String> USER = ContextVar.of("user");

    private final Trail trail = new Trail();

    private AsyncGenerator<Integer> count(int n) {
        return AsyncGenerator.of(y -> {
            for (int i = 0; i < n; i++) {
                trail.add("make " + i);
                y.emit(i);
            }
            trail.add("end");
        });
    }

    @Test
    void nothingRunsBeforeAValueIsAskedForAndNothingIsReadAhead() {
        Loops.virtual(() -> {
            var g = count(3);
            trail.add("made");
            trail.add(g.next());
            trail.add(g.next());
            g.close();
            trail.add("closed");
        });
        trail.is("made", "make 0", 0, "make 1", 1, "closed");
    }

    @Test
    void forLoopTakesAllAndTheEndIsLasting() {
        Loops.virtual(() -> {
            var g = count(2);
            for (int v : g) {
                trail.add(v);
            }
            assertThatThrownBy(g::next).isInstanceOf(NoSuchElementException.class);
            assertThat(g.iterator().hasNext()).isFalse();
            assertThatThrownBy(g::next).isInstanceOf(NoSuchElementException.class);
            g.close();
        });
        trail.is("make 0", 0, "make 1", 1, "end");
    }

    @Test
    void producerMaySuspendAndTheOthersGoOnMeanwhile() {
        Loops.virtual(() -> {
            createTask(() -> {
                sleep(millis(1500));
                trail.add("other");
            });
            var g = AsyncGenerator.of(y -> {
                for (int i = 0; i < 3; i++) {
                    sleep(seconds(1));
                    y.emit(i);
                }
            });
            g.forEach(trail::add);
        });
        trail.is(0, "other", 1, 2);
    }

    @Test
    void nextAndEmitAreNoSuspensionPoints() {
        Loops.virtual(() -> {
            createTask(() -> trail.add("other"));
            count(3).forEach(trail::add);
            trail.add("done");
            yieldNow();
        });
        trail.is("make 0", 0, "make 1", 1, "make 2", 2, "end", "done", "other");
    }

    @Test
    void nullIsAValue() {
        Loops.virtual(() -> {
            AsyncGenerator<String> g = AsyncGenerator.of(y -> {
                y.emit(null);
                y.emit("x");
                y.emit(null);
            });
            assertThat(g.toList()).containsExactly(null, "x", null);
            AsyncGenerator<String> one = AsyncGenerator.of(y -> y.emit(null));
            assertThat(one.iterator().hasNext()).isTrue();
            assertThat(one.next()).isNull();
            assertThatThrownBy(one::next).isInstanceOf(NoSuchElementException.class);
        });
    }

    @Test
    void hasNextTwiceTakesNothing() {
        Loops.virtual(() -> {
            var g = count(2);
            var it = g.iterator();
            assertThat(it.hasNext()).isTrue();
            assertThat(g.iterator().hasNext()).isTrue();
            trail.add(it.next());
            assertThat(g.toList()).containsExactly(1);
        });
        trail.is("make 0", 0, "make 1", "end");
    }

    @Test
    void producerThatNeverEmits() {
        Loops.virtual(() -> {
            AsyncGenerator<Integer> empty = AsyncGenerator.of(y -> sleep(seconds(1)));
            assertThat(empty.toList()).isEmpty();
            AsyncGenerator<Integer> nothing = AsyncGenerator.of(_ -> {});
            assertThatThrownBy(nothing::next).isInstanceOf(NoSuchElementException.class);
        });
    }

    @Test
    void producerRunsInTheTaskThatAsks() {
        Loops.virtual(() -> {
            var lock = new AsyncLock();
            AsyncGenerator<Object> g = AsyncGenerator.of(y -> {
                y.emit(currentTask());
                lock.release(); // acquired by the consumer
                lock.acquire();
                y.emit(USER.get());
                USER.set("producer's");
                y.emit(currentTask());
            });
            createTask("consumer", () -> {
                        lock.acquire();
                        USER.set("consumer's");
                        assertThat(g.next()).isSameAs(currentTask());
                        assertThat(g.next()).isEqualTo("consumer's");
                        lock.release(); // acquired by the producer
                    })
                    .await();
            createTask("second consumer", () -> {
                        assertThat(g.next()).isSameAs(currentTask());
                        assertThat(USER.get()).isEqualTo("producer's");
                        assertThat(g.iterator().hasNext()).isFalse();
                    })
                    .await();
            assertThatThrownBy(USER::get).isInstanceOf(NoSuchElementException.class);
        });
    }

    private static List<String> methods(Task<?> task) {
        return Arrays.stream(task.stack())
                .filter(f -> f.getClassName().equals(GeneratorTest.class.getName()))
                .map(StackTraceElement::getMethodName)
                .filter(name -> !name.contains("$") && !name.equals("methods"))
                .toList();
    }

    private static void produceSlowly(AsyncGenerator.Yielder<Integer> y) {
        y.emit(0);
        sleep(seconds(1));
        y.emit(1);
    }

    private static void produceMore(AsyncGenerator.Yielder<Integer> y) {
        for (int v : AsyncGenerator.of(GeneratorTest::produceSlowly)) {
            y.emit(v);
        }
    }

    private static void consume() {
        for (int v : AsyncGenerator.of(GeneratorTest::produceMore)) {
            assertThat(methods(currentTask())).as("after %s", v).containsExactly("consume");
        }
    }

    @Test
    void stackShowsProducersAndConsumer() {
        Loops.virtual(() -> {
            var task = createTask("consumer", () -> consume());
            yieldNow();
            assertThat(methods(task)).containsExactly("produceSlowly", "produceMore", "consume");
            assertThat(task.toString()).contains("waiting on sleep");
            task.await();
            assertThat(task.stack()).isEmpty();
        });
    }

    @Test
    void generatorInsideAnothersProducer() {
        Loops.virtual(() -> {
            AsyncGenerator<Integer> outer = AsyncGenerator.of(y -> {
                for (int i = 0; i < 3; i++) {
                    for (int v : count(2)) {
                        yieldNow();
                        y.emit(10 * i + v);
                    }
                }
            });
            assertThat(outer.toList()).containsExactly(0, 1, 10, 11, 20, 21);
        });
    }

    @Test
    void oneGeneratorAfterAnotherByDifferentTasks() {
        Loops.virtual(() -> {
            var g = AsyncGenerator.<Integer>of(y -> {
                for (int i = 0; ; i++) {
                    yieldNow();
                    y.emit(i);
                }
            });
            for (int i = 0; i < 5; i++) {
                int expected = i;
                createTask(() -> assertThat(g.next()).isEqualTo(expected)).await();
            }
            assertThat(g.next()).isEqualTo(5);
        });
    }

    @Test
    void thousandsOfValuesAndOfGenerators() {
        Loops.virtual(() -> {
            long sum = 0;
            AsyncGenerator<Integer> many = AsyncGenerator.of(y -> {
                for (int i = 0; i < 50_000; i++) {
                    y.emit(i);
                }
            });
            for (int v : many) {
                sum += v;
            }
            assertThat(sum).isEqualTo(50_000L * 49_999 / 2);
            var live = new ArrayList<AsyncGenerator<Integer>>();
            for (int i = 0; i < 2_000; i++) {
                AsyncGenerator<Integer> g = AsyncGenerator.of(y -> {
                    y.emit(1);
                    trail.add("never");
                });
                sum += g.next();
                live.add(g);
            }
            live.forEach(AsyncGenerator::close);
            assertThat(sum).isEqualTo(50_000L * 49_999 / 2 + 2_000);
        });
        trail.is();
    }

    @Test
    void itTellsItsState() {
        Loops.virtual(() -> {
            AsyncGenerator<String>[] self = generators(1);
            self[0] = AsyncGenerator.of(y -> y.emit(self[0].toString()));
            assertThat(self[0]).hasToString("AsyncGenerator[new]");
            assertThat(self[0].next()).isEqualTo("AsyncGenerator[running]");
            assertThat(self[0].toString()).isEqualTo("AsyncGenerator[suspended]");
            self[0].close();
            assertThat(self[0].toString()).isEqualTo("AsyncGenerator[over]");
        });
    }

    @SuppressWarnings({"unchecked", "rawtypes"})
    private static AsyncGenerator<String>[] generators(int n) {
        return new AsyncGenerator[n];
    }
}
