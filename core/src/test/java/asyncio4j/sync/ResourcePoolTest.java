package asyncio4j.sync;

import static asyncio4j.Asyncio.createTask;
import static asyncio4j.Asyncio.currentTask;
import static asyncio4j.Asyncio.gather;
import static asyncio4j.Asyncio.millis;
import static asyncio4j.Asyncio.run;
import static asyncio4j.Asyncio.seconds;
import static asyncio4j.Asyncio.sleep;
import static asyncio4j.Asyncio.timeout;
import static asyncio4j.Asyncio.yieldNow;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import asyncio4j.AsyncTimeoutException;
import asyncio4j.Asyncio;
import asyncio4j.CancelledError;
import asyncio4j.DeadlockException;
import asyncio4j.Task;
import asyncio4j.kit.Loops;
import asyncio4j.kit.Trail;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ResourcePoolTest {
    private final Trail trail = new Trail();
    private int made;

    private final class Connection implements AutoCloseable {
        final int number = ++made;
        boolean good = true;
        boolean closed;

        @Override
        public void close() {
            closed = true;
            trail.add("closed " + this);
        }

        @Override
        public String toString() {
            return "c" + number;
        }
    }

    private static PoolOptions<Connection> options() {
        return PoolOptions.<Connection>defaults().withName("db").withMaxSize(2);
    }

    private ResourcePool<Connection> pool(PoolOptions<Connection> options) {
        return new ResourcePool<>(Connection::new, options);
    }

    private static void settle() {
        for (int i = 0; i < 10; i++) {
            yieldNow();
        }
    }

    // ---- lending ----

    @Test
    void whatWasGivenBackLastIsLentFirst() {
        Loops.virtual(() -> {
            var pool = pool(options());
            Connection a = pool.acquire();
            Connection b = pool.acquire();
            pool.release(b);
            pool.release(a);
            assertThat(pool.acquire()).isSameAs(a);
            assertThat(pool.statistics()).isEqualTo(new ResourcePool.Statistics(2, 1, 1, 0, 2, 0));
        });
    }

    @Test
    void whoWaitsIsServedInOrderAndANewcomerDoesNotOvertake() {
        Loops.virtual(() -> {
            var pool = pool(options().withMaxSize(1));
            Connection c = pool.acquire();
            for (String name : List.of("a", "b")) {
                createTask(name, () -> pool.use(x -> trail.add(name + " has " + x)));
            }
            yieldNow();
            assertThat(pool.statistics().waiting()).isEqualTo(2);
            pool.release(c);
            pool.use(x -> trail.add("newcomer has " + x));
            trail.is("a has c1", "b has c1", "newcomer has c1");
        });
    }

    @Test
    void aLeaseGivesBackOnceAtTheEndOfItsBlock() {
        Loops.virtual(() -> {
            var pool = pool(options());
            Lease<Connection> kept;
            try (var lease = pool.hold()) {
                kept = lease;
                assertThat(lease.value().number).isEqualTo(1);
            }
            kept.close();
            assertThat(pool.statistics().idle()).isEqualTo(1);
            assertThatThrownBy(kept::value).isInstanceOf(IllegalStateException.class);
        });
    }

    @Test
    void aBrokenResourceIsClosedAndReplaced() {
        Loops.virtual(() -> {
            var pool = pool(options().withMaxSize(1));
            try (var lease = pool.hold()) {
                lease.invalidate();
            }
            trail.is("closed c1");
            String who = pool.with(Connection::toString);
            assertThat(who).isEqualTo("c2");
        });
    }

    @Test
    void releasingTwiceOrWhatIsForeignIsRefused() {
        Loops.virtual(() -> {
            var pool = pool(options());
            Connection c = pool.acquire();
            pool.release(c);
            assertThatThrownBy(() -> pool.release(c))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("db")
                    .hasMessageContaining("given back already");
            assertThatThrownBy(() -> pool.invalidate(new Connection())).isInstanceOf(IllegalStateException.class);
            assertThat(pool.statistics().idle()).isEqualTo(1);
        });
    }

    @Test
    void theTimeoutNamesPoolSizeUsersAndWaiters() {
        Loops.virtual(() -> {
            var pool = pool(options().withMaxSize(1).withAcquireTimeout(seconds(2)));
            Task<Void> user = createTask("user", () -> pool.use(_ -> sleep(seconds(60))));
            Task<Void> other = createTask("other", () -> {
                yieldNow();
                pool.acquire(null);
            });
            settle();
            Task<Connection> me = createTask("me", () -> pool.acquire());
            assertThatThrownBy(me::await)
                    .isInstanceOf(AsyncTimeoutException.class)
                    .hasMessage("pool \"db\" (1 of 1 in use) lent nothing to task \"me\" within 2.0 s; in use by task "
                            + "\"user\"; also waiting: task \"other\"");
            assertThatThrownBy(() -> pool.acquire(Duration.ZERO)).isInstanceOf(AsyncTimeoutException.class);
            user.cancel();
            other.await();
        });
    }

    @Test
    void aTimeoutOfTheFactoryIsItsOwn() {
        Loops.virtual(() -> {
            var failure = new AsyncTimeoutException("connect timed out");
            var pool = new ResourcePool<Connection>(() -> {
                throw failure;
            });
            assertThatThrownBy(() -> pool.acquire(seconds(1))).isSameAs(failure);
        });
    }

    // ---- factory and check ----

    @Test
    void afterAFactoryThatFailedTheNextOneGetsItsTry() {
        Loops.virtual(() -> {
            var failures = new ArrayList<Exception>(List.of(new IOException("1"), new IOException("2")));
            var pool = new ResourcePool<>(
                    () -> {
                        yieldNow();
                        if (!failures.isEmpty()) {
                            throw failures.removeFirst();
                        }
                        return new Connection();
                    },
                    options().withMaxSize(1));
            var outcomes = Asyncio.gatherSettled(() -> pool.acquire(), () -> pool.acquire(), () -> pool.acquire());
            assertThatThrownBy(outcomes.get(0)::get)
                    .isInstanceOf(IOException.class)
                    .hasMessage("1");
            assertThatThrownBy(outcomes.get(1)::get)
                    .isInstanceOf(IOException.class)
                    .hasMessage("2");
            assertThat(outcomes.get(2).get().number).isEqualTo(1);
        });
    }

    @Test
    void cancelledWhileTheFactoryRunsItFreesItsPlace() {
        Loops.virtual(() -> {
            var pool = new ResourcePool<>(
                    () -> sleep(seconds(1), new Connection()), options().withMaxSize(1));
            Task<Connection> first = createTask(() -> pool.acquire());
            Task<Connection> second = createTask(() -> pool.acquire());
            settle();
            first.cancel();
            assertThatThrownBy(first::await).isInstanceOf(CancelledError.class);
            assertThat(second.await()).isNotNull();
            assertThat(pool.statistics().created()).isEqualTo(1);
        });
    }

    @Test
    void whatFailsTheCheckOrThrowsInItIsReplaced() {
        Loops.virtual(() -> {
            var pool = pool(options().withCheck(c -> {
                if (c.number == 1) {
                    throw new IOException("reset");
                }
                return c.good;
            }));
            Connection a = pool.acquire();
            Connection b = pool.acquire();
            b.good = false;
            pool.release(a);
            pool.release(b);
            assertThat(pool.acquire().number).isEqualTo(3);
            trail.is("closed c2", "closed c1");
        });
    }

    @Test
    void cancelledInTheCheckTheResourceIsClosed() {
        Loops.virtual(() -> {
            var pool = pool(options().withMaxSize(1).withCheck(_ -> sleep(seconds(1), true)));
            pool.release(pool.acquire());
            assertThatThrownBy(() -> timeout(millis(10), () -> {
                        pool.acquire();
                    }))
                    .isInstanceOf(AsyncTimeoutException.class);
            assertThat(pool.acquire().number).isEqualTo(2);
            trail.is("closed c1");
        });
    }

    @Test
    void aFactoryWithoutAResultIsNamed() {
        Loops.virtual(() -> {
            var pool = new ResourcePool<Connection>(() -> null, options());
            assertThatThrownBy(pool::acquire)
                    .isInstanceOf(NullPointerException.class)
                    .hasMessageContaining("db");
            assertThat(pool.statistics().size()).isZero();
        });
    }

    // ---- closing ----

    @Test
    void closingEndsTheWaitsAndClosesIdleOnesNowBorrowedOnesWhenTheyComeBack() {
        Loops.virtual(() -> {
            var pool = pool(options());
            Connection a = pool.acquire();
            pool.release(pool.acquire());
            Connection b = pool.acquire();
            Task<Connection> waiter = createTask(() -> pool.acquire());
            yieldNow();
            pool.release(b); // granted to the waiter, which has not gone on
            pool.close();
            trail.is("closed c2");
            assertThatThrownBy(waiter::await)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("\"db\" is closed");
            assertThatThrownBy(pool::acquire).isInstanceOf(IllegalStateException.class);
            pool.release(a);
            trail.is("closed c2", "closed c1");
            assertThat(pool.statistics()).isEqualTo(new ResourcePool.Statistics(0, 0, 0, 0, 2, 2));
            pool.close();
        });
    }

    @Test
    void whatTheFactoryMakesAfterCloseIsClosed() {
        Loops.virtual(() -> {
            var pool = new ResourcePool<>(() -> sleep(seconds(1), new Connection()), options());
            Task<Connection> opening = createTask(() -> pool.acquire());
            settle();
            pool.close();
            assertThatThrownBy(opening::await).isInstanceOf(IllegalStateException.class);
            trail.is("closed c1");
        });
    }

    @Test
    void aCancellationDoesNotReachTheCloserAndIsRaisedAfterIt() {
        Loops.virtual(() -> {
            var pool = pool(options().withCloser(c -> {
                sleep(seconds(1));
                c.close();
            }));
            Task<Void> user = createTask(() -> {
                try (var lease = pool.hold()) {
                    lease.invalidate();
                } finally {
                    trail.add("left");
                }
            });
            settle();
            user.cancel();
            yieldNow();
            user.cancel();
            assertThatThrownBy(user::await).isInstanceOf(CancelledError.class);
            trail.is("closed c1", "left");
        });
    }

    @Test
    void aCloserThatFailsOrTakesTooLongIsReportedAndFreesItsPlace() {
        Loops.virtual(() -> {
            Asyncio.getRunningLoop().setExceptionHandler((_, e) -> trail.add(e.message() + ": " + e.exception()));
            var pool =
                    pool(options().withMaxSize(1).withCloseTimeout(seconds(1)).withCloser(c -> {
                        if (c.number == 1) {
                            throw new IOException("broken pipe");
                        }
                        sleep(seconds(60));
                    }));
            pool.invalidate(pool.acquire());
            pool.invalidate(pool.acquire());
            assertThat(pool.acquire().number).isEqualTo(3);
            String message = "closing a resource of pool \"db\" failed: ";
            trail.is(
                    message + "java.io.IOException: broken pipe",
                    message + "asyncio4j.AsyncTimeoutException: timed out");
        });
    }

    @Test
    void aClosingThatIsCancelledBeforeItsFirstStepIsDoneAllTheSame() {
        Loops.virtual(() -> {
            var pool = pool(options());
            Connection c = pool.acquire();
            Task<Void> user = createTask(() -> pool.invalidate(c));
            yieldNow();
            Asyncio.allTasks().stream().filter(t -> t != currentTask()).forEach(Task::cancel);
            settle();
            assertThat(user.isDone()).isTrue();
            trail.is("closed c1");
            assertThat(pool.statistics().size()).isZero();
        });
    }

    @Test
    void borrowersThatTheEndOfRunCancelsGiveBackToTheClosedPool() {
        Loops.virtual(() -> {
            try (var pool = pool(options())) {
                createTask(() -> pool.use(_ -> sleep(seconds(60))));
                createTask(() -> pool.use(_ -> sleep(seconds(60))));
                yieldNow();
            }
        });
        trail.is("closed c1", "closed c2");
    }

    @Test
    void aCallbackMayGiveBackAndClose() {
        Loops.virtual(() -> {
            var pool = pool(options());
            Connection a = pool.acquire();
            Connection b = pool.acquire();
            Asyncio.getRunningLoop().callSoon(() -> {
                pool.release(a);
                pool.invalidate(b);
                pool.close();
            });
            settle();
            trail.is("closed c2", "closed c1");
        });
    }

    // ---- expiry ----

    @Test
    void idleResourcesExpireButNotTheFewThatAreKept() {
        Loops.virtual(() -> {
            var pool = pool(options().withMaxSize(3).withMinIdle(1).withMaxIdle(seconds(10)));
            var all = List.of(pool.acquire(), pool.acquire(), pool.acquire());
            pool.release(all.get(0));
            sleep(seconds(6));
            pool.release(all.get(1));
            pool.release(all.get(2));
            sleep(seconds(5));
            trail.is("closed c1");
            sleep(seconds(60));
            trail.is("closed c1", "closed c2");
            assertThat(pool.statistics().idle()).isEqualTo(1);
        });
    }

    @Test
    void tooOldResourcesAreClosedWhenIdleAndWhenTheyComeBack() {
        Loops.virtual(() -> {
            var pool = pool(options().withMinIdle(2).withMaxAge(seconds(10)));
            Connection a = pool.acquire();
            pool.release(pool.acquire());
            sleep(seconds(11));
            trail.is("closed c2");
            pool.release(a);
            trail.is("closed c2", "closed c1");
        });
    }

    @Test
    void theTimerOfIdleResourcesHidesNoDeadlockAndKeepsNoLoopAlive() {
        assertThatThrownBy(() -> run(() -> {
                    var pool = pool(options().withMaxSize(1).withMaxIdle(Duration.ofHours(1)));
                    pool.release(pool.acquire());
                    pool.acquire(); // nothing is idle any more
                    pool.acquire();
                }))
                .isInstanceOf(DeadlockException.class)
                .hasMessageContaining("pool \"db\"");
        run(() -> {
            var pool = pool(options().withMaxIdle(Duration.ofHours(1)));
            pool.release(pool.acquire());
        });
    }

    @Test
    void anotherLoopIsRefused() {
        var pool = pool(options());
        Loops.virtual(() -> pool.release(pool.acquire()));
        Loops.virtual(() -> assertThatThrownBy(pool::acquire)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("different event loop"));
    }

    @Test
    void badOptionsAreRefusedWhereTheyAreSet() {
        var o = options();
        assertThatThrownBy(() -> o.withMaxSize(0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> o.withMinIdle(-1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> o.withMaxIdle(Duration.ZERO)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> o.withMaxAge(seconds(-1))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> o.withAcquireTimeout(Duration.ZERO)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> o.withCloseTimeout(Duration.ZERO)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void manyTasksShareFewResources() {
        Loops.virtual(() -> {
            int[] now = {0};
            var pool = pool(options().withMaxSize(3).withCheck(c -> c.number % 2 == 0));
            gather(IntStream.range(0, 100)
                    .mapToObj(_ -> Asyncio.action(() -> pool.use(_ -> {
                        assertThat(++now[0]).isLessThanOrEqualTo(3);
                        sleep(millis(10));
                        now[0]--;
                    })))
                    .toList());
            assertThat(pool.statistics().size()).isLessThanOrEqualTo(3);
            assertThat(pool.statistics().borrowed()).isZero();
        });
    }
}
