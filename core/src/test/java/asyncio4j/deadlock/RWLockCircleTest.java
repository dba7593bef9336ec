package asyncio4j.deadlock;

import static asyncio4j.Asyncio.createTask;
import static asyncio4j.Asyncio.gather;
import static asyncio4j.Asyncio.seconds;
import static asyncio4j.Asyncio.sleep;
import static asyncio4j.Asyncio.waitFor;
import static asyncio4j.Asyncio.yieldNow;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import asyncio4j.AsyncTimeoutException;
import asyncio4j.DeadlockException;
import asyncio4j.Task;
import asyncio4j.kit.Loops;
import asyncio4j.kit.Trail;
import asyncio4j.sync.AsyncLock;
import asyncio4j.sync.AsyncOnce;
import asyncio4j.sync.AsyncRWLock;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Circles through read-write locks and values that are computed once. */
@Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class RWLockCircleTest {
    private final Trail trail = new Trail();
    private final AsyncRWLock rw = new AsyncRWLock("rw");
    private final AsyncLock lock = new AsyncLock("l");

    @Test
    void aWriterWaitsForEveryReader() {
        Loops.virtual(() -> {
            createTask("free", () -> rw.withRead(() -> sleep(seconds(5))));
            var reader = createTask(
                    "reader",
                    () -> rw.withRead(() -> {
                        yieldNow();
                        lock.with(() -> {});
                    }));
            var writer = createTask("writer", () -> lock.with(() -> rw.withWrite(() -> {})));
            assertThatThrownBy(reader::await)
                    .isInstanceOf(DeadlockException.class)
                    .hasMessageMatching(
                            "deadlock: task \"reader\" \\(.*\\) waits for lock \"l\" held by task \"writer\" "
                                    + "since \\d+ ms; task \"writer\" \\(.*\\) waits for rwlock \"rw\" \\(to write\\) held by "
                                    + "task \"reader\" \\(read\\) since \\d+ ms");
            writer.await();
        });
    }

    @Test
    void aReaderWaitsForTheWriterAheadOfIt() {
        Loops.virtual(() -> {
            var second = new ArrayList<Task<Void>>();
            var first = createTask(
                    "first",
                    () -> rw.withRead(() -> {
                        sleep(seconds(1));
                        second.getFirst().await();
                    }));
            yieldNow();
            var writer = createTask("writer", () -> rw.withWrite(() -> {}));
            second.add(createTask("second", () -> rw.withRead(() -> {})));
            assertThatThrownBy(first::await)
                    .isInstanceOf(DeadlockException.class)
                    .hasMessageContainingAll(
                            "task \"first\"",
                            "waits for task \"second\"",
                            "rwlock \"rw\" (to read) behind task \"writer\"",
                            "rwlock \"rw\" (to write) held by task \"first\" (read)");
            gather(writer, second.getFirst());
        });
    }

    @Test
    void aWriterAheadThatWillGiveUpIsNoCircle() {
        Loops.virtual(() -> {
            var second = new ArrayList<Task<Void>>();
            var first = createTask(
                    "first",
                    () -> rw.withRead(() -> {
                        sleep(seconds(1));
                        second.getFirst().await();
                    }));
            yieldNow();
            var writer = createTask("writer", () -> waitFor(() -> rw.acquireWrite(), seconds(5)));
            second.add(createTask("second", () -> rw.withRead(() -> trail.add("second reads"))));
            first.await();
            assertThatThrownBy(writer::await).isInstanceOf(AsyncTimeoutException.class);
        });
        trail.is("second reads");
    }

    @Test
    void aReaderBesideReadersWaitsForNobody() {
        Loops.virtual(() -> {
            var first = createTask(
                    "first",
                    () -> rw.withRead(() -> {
                        var second = createTask("second", () -> rw.withRead(() -> trail.add("second reads")));
                        second.await();
                    }));
            first.await();
        });
        trail.is("second reads");
    }

    @Test
    void whoeverEndedWithoutReleasingIsNamed() {
        Loops.virtual(() -> {
            createTask("gone", () -> rw.acquireRead()).await();
            assertThatThrownBy(() -> rw.acquireWrite())
                    .isInstanceOf(DeadlockException.class)
                    .hasMessageContainingAll("rwlock \"rw\"", "held by task \"gone\" (read)", "has ended");
            rw.withRead(() -> trail.add("reading goes on"));
        });
        trail.is("reading goes on");
    }

    @Test
    void aWriterIsToldWhenTheReaderItWaitsForEndsWithoutReleasing() {
        Loops.virtual(() -> {
            var gone = createTask("gone", () -> {
                rw.acquireRead();
                sleep(seconds(1));
            });
            yieldNow();
            var writer = createTask("writer", () -> rw.withWrite(() -> {}));
            yieldNow();
            var reader = createTask("reader", () -> rw.withRead(() -> trail.add("reads")));
            assertThatThrownBy(writer::await)
                    .isInstanceOf(DeadlockException.class)
                    .hasMessageContaining("gone");
            gather(gone, reader);
        });
        trail.is("reads");
    }

    @Test
    void aValueThatNeedsAnotherThatNeedsItIsACircle() {
        Loops.virtual(() -> {
            var values = new ArrayList<AsyncOnce<Integer>>();
            for (int i = 0; i < 2; i++) {
                int other = 1 - i;
                values.add(new AsyncOnce<>("v" + i, () -> {
                    yieldNow();
                    return values.get(other).get();
                }));
            }
            var a = createTask("a", () -> values.get(0).get());
            var b = createTask("b", () -> values.get(1).get());
            assertThatThrownBy(b::await)
                    .isInstanceOf(DeadlockException.class)
                    .hasMessageContainingAll(
                            "once \"v1\" computed by task \"b\"", "once \"v0\" computed by task \"a\"");
            assertThatThrownBy(a::await).as("tries v1 itself").hasMessageContaining("computing itself");
        });
    }

    @Test
    void aThousandWaitersOfAHolderThatWaitsCostLittle() {
        Loops.virtual(() -> {
            var slow = createTask(() -> sleep(seconds(1)));
            var holder = createTask(() -> rw.withRead(() -> slow.await()));
            yieldNow();
            var all = new ArrayList<Task<Void>>(List.of(holder));
            for (int i = 0; i < 1000; i++) {
                boolean writes = i % 2 == 0;
                all.add(createTask(() -> {
                    if (writes) {
                        rw.withWrite(() -> {});
                    } else {
                        rw.withRead(() -> {});
                    }
                }));
            }
            gather(all);
            assertThat(rw.statistics().granted()).isEqualTo(1000);
        });
    }
}
