package asyncio4j.testing.primitives;

import static asyncio4j.Asyncio.createTask;
import static asyncio4j.Asyncio.gatherSettled;
import static asyncio4j.Asyncio.millis;
import static asyncio4j.Asyncio.sleep;
import static asyncio4j.Asyncio.timeout;
import static asyncio4j.Asyncio.yieldNow;
import static asyncio4j.testing.primitives.Explored.names;
import static org.assertj.core.api.Assertions.assertThat;

import asyncio4j.Action;
import asyncio4j.AsyncTimeoutException;
import asyncio4j.BrokenBarrierException;
import asyncio4j.Task;
import asyncio4j.sync.AsyncBarrier;
import asyncio4j.sync.AsyncCondition;
import asyncio4j.sync.AsyncEvent;
import asyncio4j.sync.AsyncLock;
import asyncio4j.sync.AsyncRLock;
import asyncio4j.sync.AsyncSemaphore;
import asyncio4j.testing.VirtualClock;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Mutual exclusion, no permit lost, no wake-up lost, everybody ends: in every schedule, whoever is cancelled where. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LocksTest {
    /// Never more than `limit` at a time between in and out.
    private static final class Room {
        private final int limit;
        private int inside;

        Room(int limit) {
            this.limit = limit;
        }

        void use() {
            assertThat(++inside).isBetween(1, limit);
            try {
                yieldNow();
            } finally {
                inside--;
            }
        }
    }

    private static List<Task<Void>> start(int count, Action body) {
        var tasks = new ArrayList<Task<Void>>();
        for (int i = 0; i < count; i++) {
            tasks.add(createTask("user" + i, body));
        }
        return tasks;
    }

    private static void locks(int users, AsyncLock lock) {
        var room = new Room(1);
        gatherSettled(start(users, () -> {
            try (var _ = lock.hold()) {
                room.use();
            }
            lock.with(room::use);
        }));
        assertThat(lock.locked()).isFalse();
    }

    @Test
    void lock() {
        Explored.exhaustively(() -> locks(3, new AsyncLock()), "user1");
        Explored.byChance(() -> locks(8, new AsyncLock()), names("user", 8));
    }

    @Test
    void reentrantLock() {
        Explored.exhaustively(() -> locks(3, new AsyncRLock()), "user1");
        Explored.byChance(
                () -> {
                    var lock = new AsyncRLock();
                    var room = new Room(1);
                    gatherSettled(start(
                            6,
                            () -> lock.with(() -> {
                                yieldNow();
                                lock.with(room::use);
                                yieldNow();
                            })));
                    assertThat(lock.locked()).isFalse();
                },
                names("user", 6));
    }

    private static void permits(int users, int permits) {
        var semaphore = new AsyncSemaphore(permits);
        var room = new Room(permits);
        gatherSettled(start(users, () -> semaphore.with(room::use)));
        for (int i = 0; i < permits; i++) {
            assertThat(semaphore.locked()).isFalse();
            semaphore.acquire();
        }
        assertThat(semaphore.locked()).isTrue();
    }

    @Test
    void semaphore() {
        Explored.exhaustively(() -> permits(3, 1), "user0", "user1", "user2");
        Explored.exhaustively(() -> permits(4, 2), "user2");
        Explored.byChance(() -> permits(9, 3), names("user", 9));
    }

    private static void waitsWithDeadlines(int users) {
        var lock = new AsyncLock();
        var room = new Room(1);
        gatherSettled(start(users, () -> {
            try {
                timeout(
                        millis(2),
                        () -> lock.with(() -> {
                            room.use();
                            sleep(millis(1));
                        }));
            } catch (AsyncTimeoutException e) {
                yieldNow();
            }
        }));
        assertThat(lock.locked()).isFalse();
    }

    @Test
    void lockThatIsWaitedForUntilADeadline() {
        Explored.exhaustively(() -> waitsWithDeadlines(3), "user1");
        Explored.byChance(() -> waitsWithDeadlines(6), names("user", 6));
    }

    @Test
    void eventWakesEverybody() {
        Action body = () -> {
            var event = new AsyncEvent();
            var users = start(3, () -> event.await());
            createTask(() -> {
                yieldNow();
                event.set();
                event.clear(); // those who waited have been woken all the same
            });
            createTask("late", () -> {
                VirtualClock.current().waitUntilIdle();
                event.set(); // for those who only came after
            });
            gatherSettled(users);
        };
        Explored.exhaustively(body, "user1");
        Explored.byChance(body, names("user", 3));
    }

    private static void notified(int items, int users) {
        var condition = new AsyncCondition();
        var stock = new int[1];
        var taken = new int[1];
        var consumers = start(
                users,
                () -> condition.with(() -> {
                    condition.awaitFor(() -> stock[0] > 0);
                    stock[0]--;
                    taken[0]++;
                }));
        var producer = createTask("producer", () -> {
            for (int i = 0; i < items; i++) {
                condition.with(() -> {
                    stock[0]++;
                    condition.notifyOne();
                });
                yieldNow();
            }
        });
        producer.await();
        gatherSettled(consumers);
        assertThat(stock[0] + taken[0]).isEqualTo(items);
        assertThat(condition.locked()).isFalse();
    }

    @Test
    void conditionLosesNoNotification() {
        Explored.exhaustively(() -> notified(2, 2), "user0", "user1");
        Explored.byChance(() -> notified(5, 5), names("user", 5));
    }

    private static void meets(int parties, int rounds) {
        var barrier = new AsyncBarrier(parties);
        var arrived = new int[rounds];
        gatherSettled(start(parties, () -> {
            for (int r = 0; r < rounds; r++) {
                arrived[r]++;
                try {
                    barrier.await();
                } catch (BrokenBarrierException e) {
                    return;
                } catch (Throwable e) {
                    barrier.abort(); // who leaves tells the others
                    throw e;
                }
                assertThat(arrived[r]).isEqualTo(parties);
            }
        }));
        assertThat(barrier.waiting()).isZero();
    }

    @Test
    void barrierLetsNobodyThroughBeforeTheLastHasCome() {
        Explored.exhaustively(() -> meets(3, 2), "user1");
        Explored.byChance(() -> meets(6, 3), names("user", 6));
    }
}
