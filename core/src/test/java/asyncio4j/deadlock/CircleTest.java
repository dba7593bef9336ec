package asyncio4j.deadlock;

import static asyncio4j.Asyncio.createTask;
import static asyncio4j.Asyncio.currentTask;
import static asyncio4j.Asyncio.gather;
import static asyncio4j.Asyncio.gatherSettled;
import static asyncio4j.Asyncio.seconds;
import static asyncio4j.Asyncio.shield;
import static asyncio4j.Asyncio.sleep;
import static asyncio4j.Asyncio.taskGroup;
import static asyncio4j.Asyncio.yieldNow;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import asyncio4j.Asyncio;
import asyncio4j.DeadlockException;
import asyncio4j.ExceptionGroup;
import asyncio4j.Outcome;
import asyncio4j.ReturnWhen;
import asyncio4j.Task;
import asyncio4j.iter.AsyncGenerator;
import asyncio4j.kit.Loops;
import asyncio4j.kit.Trail;
import asyncio4j.sync.AsyncLock;
import asyncio4j.sync.AsyncRLock;
import asyncio4j.sync.AsyncSemaphore;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Circles of waits are named in the moment they close. */
@Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class CircleTest {
    private final Trail trail = new Trail();

    private static void both(AsyncLock first, AsyncLock second) {
        try (var _ = first.hold()) {
            yieldNow();
            second.with(() -> {});
        }
    }

    private static List<Throwable> failures(List<? extends Task<?>> tasks) {
        var failures = new ArrayList<Throwable>();
        for (Outcome<?> o : gatherSettled(new ArrayList<>(tasks))) {
            if (o instanceof Outcome.Failure<?>(Throwable e)) {
                failures.add(e);
            }
        }
        return failures;
    }

    private static DeadlockException only(List<Throwable> failures) {
        assertThat(failures).singleElement().isInstanceOf(DeadlockException.class);
        return (DeadlockException) failures.getFirst();
    }

    @Test
    void twoLocksInOppositeOrderNameTasksLocksAndLines() {
        Loops.virtual(() -> {
            var from = new AsyncLock("from");
            var to = new AsyncLock("to");
            var a = createTask("A", () -> both(from, to));
            var b = createTask("B", () -> both(to, from));
            var e = only(failures(List.of(a, b)));
            assertThat(b.exception()).as("the one that closed it").isSameAs(e);
            assertThat(e.getMessage())
                    .matches(
                            "deadlock: task \"B\" \\(CircleTest.java:\\d+\\) waits for lock \"from\" held by task \"A\""
                                    + " since \\d+ ms.*; "
                                    + "task \"A\" \\(CircleTest.java:\\d+\\) waits for lock \"to\" held by task \"B\""
                                    + " since \\d+ ms.*");
            assertThat(from.locked() || to.locked()).isFalse();
        });
    }

    @Test
    void threeTasksInARing() {
        Loops.virtual(() -> {
            var locks = List.of(new AsyncLock("x"), new AsyncRLock("y"), new AsyncLock("z"));
            var tasks = new ArrayList<Task<Void>>();
            for (int i = 0; i < 3; i++) {
                int me = i;
                tasks.add(createTask("T" + i, () -> both(locks.get(me), locks.get((me + 1) % 3))));
            }
            assertThat(only(failures(tasks)).getMessage())
                    .contains("\"T0\"", "\"T1\"", "\"T2\"", "lock \"x\"", "rlock \"y\"", "lock \"z\"");
        });
    }

    @Test
    void sameLockTwiceIsRefusedAtOnceEvenWithADeadline() {
        Loops.virtual(() -> {
            var lock = new AsyncLock("l");
            createTask("greedy", () -> {
                        try (var _ = lock.hold()) {
                            assertThatThrownBy(() -> Asyncio.timeout(seconds(1), () -> lock.acquire()))
                                    .isInstanceOf(DeadlockException.class)
                                    .hasMessageContaining("greedy")
                                    .hasMessageContaining("lock \"l\"");
                        }
                        assertThat(lock.locked()).isFalse();
                    })
                    .await();
            var reentrant = new AsyncRLock();
            try (var _ = reentrant.hold();
                    var _ = reentrant.hold()) {
                trail.add("rlock");
            }
        });
        trail.is("rlock");
    }

    @Test
    void tasksThatAwaitEachOther() {
        Loops.virtual(() -> {
            var tasks = new ArrayList<Task<Void>>();
            for (int i = 0; i < 3; i++) {
                int next = (i + 1) % 3;
                tasks.add(createTask("T" + i, () -> {
                    tasks.get(next).await();
                }));
            }
            var failures = failures(tasks);
            assertThat(failures).hasSize(3).allSatisfy(e -> assertThat(e).isSameAs(failures.getFirst()));
            assertThat(failures.getFirst())
                    .isInstanceOf(DeadlockException.class)
                    .hasMessageContainingAll("T0", "T1", "T2");
        });
    }

    @Test
    void childThatAwaitsItsParentThroughGatherGroupShieldOrWait() {
        List<java.util.function.Consumer<Task<?>>> ways = List.of(
                parent -> gather(() -> parent.await(), () -> sleep(seconds(1))),
                parent -> gatherSettled(List.of(createTask(() -> parent.await())))
                        .getFirst()
                        .get(),
                parent -> shield(createTask(() -> parent.await())),
                parent -> {
                    var child = createTask(() -> parent.await());
                    Asyncio.wait(List.of(child, createTask(() -> sleep(seconds(1)))), ReturnWhen.ALL_COMPLETED);
                    child.await();
                },
                parent -> {
                    var child = createTask(() -> parent.await());
                    Asyncio.wait(List.of(child), ReturnWhen.FIRST_COMPLETED);
                    child.await();
                },
                parent -> Asyncio.asCompleted(List.of(createTask(() -> parent.await())))
                        .iterator()
                        .next()
                        .await(),
                parent -> AsyncGenerator.<Integer>of(
                                y -> createTask(() -> parent.await()).await())
                        .toList());
        for (var way : ways) {
            Loops.virtual(() -> {
                var parent = createTask("parent", () -> {
                    sleep(seconds(1));
                    way.accept(currentTask());
                });
                assertThatThrownBy(() -> parent.await())
                        .as("way %s", ways.indexOf(way))
                        .isInstanceOf(DeadlockException.class)
                        .hasMessageContaining("parent");
            });
        }
        Loops.virtual(() -> {
            var parent = createTask("parent", () -> {
                Task<?> me = currentTask();
                taskGroup(tg -> {
                    tg.createTask("child", () -> me.await());
                });
            });
            assertThatThrownBy(() -> parent.await())
                    .isInstanceOfSatisfying(
                            ExceptionGroup.class,
                            e -> assertThat(e.exceptions()).singleElement().isInstanceOf(DeadlockException.class));
        });
    }

    @Test
    void waitForAnyIsInACircleOnlyIfAllAre() {
        Loops.virtual(() -> {
            var parent = createTask("parent", () -> {
                Task<?> me = currentTask();
                var stuck = createTask(() -> me.await());
                var free = createTask(() -> sleep(seconds(1)));
                trail.add(Asyncio.wait(List.of(stuck, free), ReturnWhen.FIRST_COMPLETED)
                        .done()
                        .contains(free));
                trail.add(Asyncio.asCompleted(List.of(stuck, createTask(() -> sleep(seconds(1)))))
                        .iterator()
                        .next()
                        .isDone());
                trail.add(stuck.isDone());
            });
            parent.await();
        });
        trail.is(true, true, false);
    }

    @Test
    void severalWaysToTheSameStuckTaskAreAllStuck() {
        Loops.virtual(() -> {
            var others = new ArrayList<Task<?>>();
            var parent = createTask("parent", () -> {
                Task<?> me = currentTask();
                var stuck = createTask("stuck", () -> me.await());
                var left = createTask("left", () -> stuck.await());
                var right = createTask("right", () -> stuck.await());
                yieldNow();
                yieldNow();
                others.addAll(List.of(left, right));
                Asyncio.wait(List.of(left, right), ReturnWhen.FIRST_COMPLETED);
            });
            assertThatThrownBy(() -> parent.await())
                    .isInstanceOf(DeadlockException.class)
                    .hasMessageContainingAll("parent", "left", "right", "stuck");
            assertThat(failures(others)).hasSize(2);
        });
    }

    @Test
    void lockAndTaskInOneCircle() {
        Loops.virtual(() -> {
            var lock = new AsyncLock("l");
            var worker = createTask("worker", () -> {
                sleep(seconds(1));
                lock.acquire();
            });
            var owner = createTask("owner", () -> lock.with(() -> worker.await()));
            assertThatThrownBy(() -> owner.await())
                    .isInstanceOf(DeadlockException.class)
                    .hasMessageContainingAll("task \"worker\"", "lock \"l\"", "task \"owner\"");
        });
    }

    @Test
    void semaphoresNeverCount() {
        Loops.virtual(() -> {
            var a = new AsyncSemaphore(1);
            var b = new AsyncSemaphore(1);
            var first = createTask(() -> a.with(() -> {
                yieldNow();
                b.acquire();
            }));
            var second = createTask(() -> b.with(() -> {
                yieldNow();
                a.acquire();
            }));
            sleep(seconds(1));
            assertThat(first.isDone() || second.isDone()).isFalse();
            a.release(); // any task may
            gather(first, second);
        });
    }

    @Test
    void longChainsCostLittleAndDoNotOverflow() {
        Loops.virtual(() -> {
            Task<Void> last = createTask(() -> sleep(seconds(1)));
            var all = new ArrayList<Task<Void>>();
            for (int i = 0; i < 4_000; i++) {
                Task<Void> before = last;
                last = createTask(() -> {
                    before.await();
                });
                all.add(last);
            }
            gather(all);
            var first = new ArrayList<Task<Void>>();
            first.add(createTask("first", () -> {
                sleep(seconds(1));
                first.getLast().await();
            }));
            for (int i = 1; i < 2_000; i++) {
                Task<Void> before = first.get(i - 1);
                first.add(createTask(() -> {
                    before.await();
                }));
            }
            assertThat(failures(first)).hasSize(2_000);
        });
    }
}
