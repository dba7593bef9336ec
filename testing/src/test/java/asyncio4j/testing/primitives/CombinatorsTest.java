package asyncio4j.testing.primitives;

import static asyncio4j.Asyncio.allTasks;
import static asyncio4j.Asyncio.asCompleted;
import static asyncio4j.Asyncio.createTask;
import static asyncio4j.Asyncio.gather;
import static asyncio4j.Asyncio.gatherSettled;
import static asyncio4j.Asyncio.getRunningLoop;
import static asyncio4j.Asyncio.millis;
import static asyncio4j.Asyncio.shield;
import static asyncio4j.Asyncio.sleep;
import static asyncio4j.Asyncio.taskGroup;
import static asyncio4j.Asyncio.waitFor;
import static asyncio4j.Asyncio.yieldNow;
import static org.assertj.core.api.Assertions.assertThat;

import asyncio4j.Action;
import asyncio4j.AsyncFuture;
import asyncio4j.AsyncTimeoutException;
import asyncio4j.Asyncio;
import asyncio4j.Awaitable;
import asyncio4j.CancelledError;
import asyncio4j.ExceptionGroup;
import asyncio4j.Outcome;
import asyncio4j.ReturnWhen;
import asyncio4j.Task;
import asyncio4j.TaskGroup;
import asyncio4j.iter.AsyncGenerator;
import asyncio4j.testing.VirtualClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Combinators lose no result and no cancellation and leave nobody behind: in every schedule. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class CombinatorsTest {
    private static Awaitable<Integer> value(int n) {
        return () -> {
            for (int i = 0; i < n; i++) {
                yieldNow();
            }
            return n;
        };
    }

    /// Runs `body` as task "main" and settles it.
    private static Outcome<Void> settled(Action body) {
        return gatherSettled(createTask("main", body)).getFirst();
    }

    @Test
    void gatherKeepsTheOrderOfItsArguments() {
        Explored.exhaustively(
                () -> assertThat(gather(value(2), value(0), value(1))).containsExactly(2, 0, 1));
    }

    @Test
    void cancelledGatherCancelsItsParts() {
        Action body = () -> {
            var ended = new int[1];
            var begun = new int[1];
            Awaitable<Integer> part = () -> {
                begun[0]++;
                try {
                    yieldNow();
                    yieldNow();
                    return 1;
                } finally {
                    ended[0]++;
                }
            };
            settled(() -> gather(part, part, part));
            VirtualClock.current().waitUntilIdle();
            assertThat(ended[0]).isEqualTo(begun[0]);
            assertThat(allTasks()).hasSize(1);
        };
        Explored.exhaustively(body, "main");
        Explored.byChance(body, "main");
    }

    @Test
    void groupLeavesNobodyBehindAndSaysWhatFailed() {
        Action body = () -> {
            var running = new int[1];
            Action child = () -> {
                running[0]++;
                try {
                    yieldNow();
                    yieldNow();
                } finally {
                    running[0]--;
                }
            };
            var outcome = settled(() -> taskGroup((TaskGroup tg) -> {
                tg.createTask("child", child);
                tg.createTask(child);
                tg.createTask("failing", () -> {
                    yieldNow();
                    throw new IllegalStateException("x");
                });
            }));
            assertThat(running[0]).isZero();
            assertThat(outcome).isInstanceOf(Outcome.Failure.class);
            Throwable failure = ((Outcome.Failure<Void>) outcome).exception();
            if (!(failure instanceof CancelledError)) {
                assertThat(((ExceptionGroup) failure).exceptions()).hasSize(1);
            }
        };
        Explored.exhaustively(body, "main", "child");
        Explored.byChance(body, "main", "child");
    }

    @Test
    void waitForLosesNeitherResultNorCancellation() {
        Action body = () -> {
            AsyncFuture<String> parcel = getRunningLoop().createFuture();
            var received = new ArrayList<String>();
            Task<Void> receiver = createTask("receiver", () -> {
                try {
                    received.add(waitFor(parcel, millis(2)));
                } catch (AsyncTimeoutException e) {
                    received.add("late");
                }
            });
            createTask("sender", () -> {
                sleep(millis(2));
                if (!parcel.isDone()) {
                    parcel.setResult("parcel");
                }
            });
            gatherSettled(receiver);
            assertThat(receiver.isCancelled()).isEqualTo(received.isEmpty());
            VirtualClock.current().advance(millis(10));
        };
        Explored.exhaustively(body, "receiver");
        Explored.byChance(body, "receiver");
    }

    @Test
    void shieldedTaskGoesOn() {
        Action body = () -> {
            Task<Integer> inner = createTask("inner", value(3));
            settled(() -> shield(inner));
            assertThat(inner.await()).isEqualTo(3);
        };
        Explored.exhaustively(body, "main");
        Explored.byChance(body, "main");
    }

    @Test
    void firstCompletedIsDone() {
        Explored.exhaustively(() -> {
            var tasks = List.of(createTask(value(1)), createTask(value(2)), createTask(value(3)));
            var result = Asyncio.wait(tasks, ReturnWhen.FIRST_COMPLETED);
            assertThat(result.done()).isNotEmpty().allMatch(AsyncFuture::isDone);
            assertThat(result.done().size() + result.pending().size()).isEqualTo(3);
            gather(tasks);
        });
    }

    @Test
    void asCompletedGivesEachOnce() {
        Explored.exhaustively(() -> {
            var tasks = List.of(createTask(value(1)), createTask(value(1)), createTask(value(0)));
            var seen = new HashSet<AsyncFuture<Integer>>();
            for (AsyncFuture<Integer> next : asCompleted(tasks)) {
                assertThat(next.isDone()).isTrue();
                assertThat(seen.add(next)).isTrue();
            }
            assertThat(seen).hasSize(3);
        });
    }

    @Test
    void cancelReachesATaskAtWhateverPointItIs() {
        Explored.exhaustively(() -> {
            var ended = new boolean[1];
            Task<Void> target = createTask(() -> {
                try {
                    yieldNow();
                    sleep(Duration.ofHours(1));
                } finally {
                    ended[0] = true;
                }
            });
            createTask(() -> {
                yieldNow();
                target.cancel();
            });
            gatherSettled(target);
            assertThat(target.isCancelled()).isTrue();
            assertThat(VirtualClock.current().now()).isZero();
        });
    }

    @Test
    void mergedGeneratorsLoseNothing() {
        Action body = () -> {
            var got = new ArrayList<Integer>();
            var outcome = settled(() -> {
                try (var merged = AsyncGenerator.merge(numbers(0), numbers(10)).buffer(1)) {
                    for (int n : merged) {
                        got.add(n);
                        yieldNow();
                    }
                }
            });
            if (outcome instanceof Outcome.Success<Void>) {
                assertThat(got).containsExactlyInAnyOrder(0, 1, 2, 10, 11, 12);
            }
            VirtualClock.current().waitUntilIdle();
            assertThat(allTasks()).hasSize(1);
        };
        Explored.byChance(body, "main");
    }

    private static AsyncGenerator<Integer> numbers(int first) {
        return AsyncGenerator.of(y -> {
            for (int i = first; i < first + 3; i++) {
                yieldNow();
                y.emit(i);
            }
        });
    }
}
