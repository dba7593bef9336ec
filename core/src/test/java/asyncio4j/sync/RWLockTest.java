package asyncio4j.sync;

import static asyncio4j.Asyncio.createTask;
import static asyncio4j.Asyncio.currentTask;
import static asyncio4j.Asyncio.gather;
import static asyncio4j.Asyncio.millis;
import static asyncio4j.Asyncio.seconds;
import static asyncio4j.Asyncio.sleep;
import static asyncio4j.Asyncio.waitFor;
import static asyncio4j.Asyncio.yieldNow;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import asyncio4j.Action;
import asyncio4j.AsyncTimeoutException;
import asyncio4j.DeadlockException;
import asyncio4j.Task;
import asyncio4j.kit.Loops;
import asyncio4j.kit.Trail;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Read-write locks. */
@Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class RWLockTest {
    private final Trail trail = new Trail();
    private final AsyncRWLock lock = new AsyncRWLock("prices");

    private Task<Void> reader(String name) {
        return createTask(name, () -> lock.withRead(() -> use(name)));
    }

    private Task<Void> writer(String name) {
        return createTask(name, () -> lock.withWrite(() -> use(name)));
    }

    private void use(String name) {
        trail.add(name + " in");
        sleep(seconds(1));
        trail.add(name + " out");
    }

    @Test
    void readersShareAndWritersAreAlone() {
        Loops.virtual(() -> gather(reader("r1"), reader("r2"), writer("w1"), writer("w2"), reader("r3"), reader("r4")));
        trail.is(
                "r1 in", "r2 in", "r1 out", "r2 out", "w1 in", "w1 out", "w2 in", "w2 out", "r3 in", "r4 in", "r3 out",
                "r4 out");
    }

    @Test
    void aReaderDoesNotOvertakeAWriterThatWaits() {
        Loops.virtual(() -> {
            var all = new ArrayList<Task<Void>>(List.of(reader("r1"), writer("w")));
            sleep(millis(500));
            all.add(reader("r2"));
            gather(all);
        });
        trail.is("r1 in", "r1 out", "w in", "w out", "r2 in", "r2 out");
    }

    @Test
    void aFreeLockIsAcquiredWithoutSuspending() {
        Loops.virtual(() -> {
            createTask(() -> trail.add("other"));
            lock.withRead(() -> {});
            lock.withWrite(() -> {});
            trail.is();
            assertThat(lock.locked()).isFalse();
        });
    }

    @Test
    void readersBehindAWriterThatIsCancelledGoOnWithThoseThatRead() {
        Loops.virtual(() -> {
            var first = reader("r1");
            var writer = writer("w");
            var second = reader("r2");
            sleep(millis(500));
            writer.cancel();
            gather(first, second);
            assertThat(writer.isCancelled()).isTrue();
        });
        trail.is("r1 in", "r2 in", "r1 out", "r2 out");
    }

    @Test
    void readersBehindAWriterThatTimesOutGoOn() {
        Loops.virtual(() -> {
            var first = reader("r1");
            yieldNow();
            var writer = createTask(() -> waitFor(() -> lock.acquireWrite(), millis(300)));
            var second = reader("r2");
            gather(first, second);
            assertThatThrownBy(writer::await).isInstanceOf(AsyncTimeoutException.class);
        });
        trail.is("r1 in", "r2 in", "r1 out", "r2 out");
    }

    @Test
    void aWriterCancelledInTheTurnOfItsGrantPassesItOn() {
        Loops.virtual(() -> {
            lock.acquireRead();
            var writer = writer("w");
            var readers = List.of(reader("r1"), reader("r2"));
            yieldNow();
            lock.releaseRead();
            writer.cancel();
            gather(readers);
            assertThat(writer.isCancelled()).isTrue();
            assertThat(lock.locked()).isFalse();
        });
        trail.is("r1 in", "r2 in", "r1 out", "r2 out");
    }

    @Test
    void aTaskThatHoldsItIsRefusedAtOnce() {
        Loops.virtual(() -> {
            currentTask().setName("clerk");
            List<Action> ways = List.of(() -> lock.acquireRead(), () -> lock.acquireWrite());
            for (var way : ways) {
                try (var _ = lock.read()) {
                    assertThatThrownBy(() -> waitFor(() -> way.run(), seconds(1)))
                            .isInstanceOf(DeadlockException.class)
                            .hasMessageContainingAll("clerk", "rwlock \"prices\"", "holds itself (read)", "release");
                }
                try (var _ = lock.write()) {
                    assertThatThrownBy(() -> waitFor(() -> way.run(), seconds(1)))
                            .isInstanceOf(DeadlockException.class)
                            .hasMessageContainingAll("clerk", "rwlock \"prices\"", "holds itself (write)", "release");
                }
            }
            assertThat(lock.locked()).isFalse();
        });
    }

    @Test
    void aWriterThatDowngradesLetsReadersInAndNoOtherWriterBefore() {
        Loops.virtual(() -> {
            try (var _ = lock.write()) {
                var others = List.of(reader("r"), writer("w"));
                yieldNow();
                lock.downgrade();
                assertThat(lock.writing()).isFalse();
                sleep(seconds(2));
                trail.is("r in", "r out");
                assertThatThrownBy(lock::releaseWrite).hasMessageContaining("held for reading by this task");
                assertThat(others.getLast().isDone()).isFalse();
            }
            sleep(seconds(2));
            trail.is("r in", "r out", "w in", "w out");
            assertThat(lock.locked()).isFalse();
            assertThatThrownBy(lock::downgrade).isInstanceOf(IllegalStateException.class);
        });
    }

    @Test
    void onlyWhoHoldsItMayReleaseIt() {
        Loops.virtual(() -> {
            assertThatThrownBy(lock::releaseRead)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("releaseRead: rwlock \"prices\" is not held");
            var reader = reader("other");
            yieldNow();
            assertThatThrownBy(lock::releaseRead).hasMessageContaining("held by other tasks");
            reader.await();
            writer("writer");
            yieldNow();
            assertThatThrownBy(lock::releaseWrite).hasMessageContaining("held by another task, \"writer\"");
            assertThatThrownBy(lock::releaseRead).isInstanceOf(IllegalStateException.class);
        });
    }

    @Test
    void manyReadersAreEachFound() {
        Loops.virtual(() -> {
            var readers = new ArrayList<Task<Void>>();
            for (int i = 0; i < 1000; i++) {
                int n = i;
                readers.add(createTask(() -> lock.withRead(() -> sleep(millis(n * 37 % 1000)))));
            }
            sleep(millis(500));
            assertThat(lock.reading()).isBetween(400, 600);
            gather(readers);
            assertThat(lock.locked()).isFalse();
            lock.withWrite(() -> assertThat(lock.owners()).hasSize(1));
        });
    }

    @Test
    void bodiesReturnTheirValueAndFailAsTheyAre() {
        Loops.virtual(() -> {
            assertThat(lock.<Integer>withRead(() -> lock.reading())).isEqualTo(1);
            assertThat(lock.<Boolean>withWrite(() -> lock.writing())).isTrue();
            var failure = new IOException("inside");
            assertThat(catchThrowable(() -> lock.withWrite(() -> {
                        throw failure;
                    })))
                    .isSameAs(failure);
            assertThat(lock.locked()).isFalse();
        });
    }

    @Test
    void itIsShownWithWhoHoldsIt() {
        Loops.virtual(() -> {
            assertThat(lock).hasToString("AsyncRWLock[prices, unlocked]");
            reader("r");
            writer("w");
            yieldNow();
            assertThat(lock).hasToString("AsyncRWLock[prices, readers:1, waiters:1]");
            sleep(millis(1500));
            assertThat(lock).hasToString("AsyncRWLock[prices, written by w]");
        });
    }
}
