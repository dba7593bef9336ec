package asyncio4j.sync;

import static asyncio4j.Asyncio.createTask;
import static asyncio4j.Asyncio.millis;
import static asyncio4j.Asyncio.seconds;
import static asyncio4j.Asyncio.sleep;
import static asyncio4j.Asyncio.timeout;
import static asyncio4j.Asyncio.yieldNow;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import asyncio4j.AsyncTimeoutException;
import asyncio4j.CancelledError;
import asyncio4j.Task;
import asyncio4j.kit.Loops;
import asyncio4j.kit.Trail;
import asyncio4j.spi.Waits;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class RateLimiterTest {
    private static long millisNow() {
        return Waits.now() / 1_000_000 - 1_000_000; // virtual time begins at 1000 s
    }

    @Test
    void theBurstIsThereAtOnceThenPermitsComeEvenly() {
        var trail = new Trail();
        Loops.virtual(() -> {
            var limiter = new RateLimiter(10, seconds(1), 3);
            for (int i = 0; i < 6; i++) {
                limiter.acquire();
                trail.add(millisNow());
            }
        });
        trail.is(0, 0, 0, 100, 200, 300);
    }

    @Test
    void permitsThatDoNotDivideTheTimeAreNotRounded() {
        Loops.virtual(() -> {
            var limiter = new RateLimiter(3, seconds(1), 1);
            for (int i = 0; i < 301; i++) {
                limiter.acquire();
            }
            assertThat(millisNow()).isEqualTo(100_000);
        });
    }

    @Test
    void anUnusedLimiterGathersNoMoreThanTheBurst() {
        Loops.virtual(() -> {
            var limiter = new RateLimiter(10, seconds(1), 2);
            sleep(Duration.ofDays(10_000));
            assertThat(limiter.tryAcquire(2)).isTrue();
            assertThat(limiter.tryAcquire()).isFalse();
            sleep(Duration.ofDays(10_000));
            assertThat(limiter.tryAcquire(2)).isTrue();
            assertThat(limiter.tryAcquire()).isFalse();
        });
    }

    @Test
    void nobodyOvertakesOneThatWaitsForMany() {
        var trail = new Trail();
        Loops.virtual(() -> {
            var limiter = new RateLimiter(10, seconds(1), 5);
            limiter.acquire(5);
            Task<Void> many = createTask(() -> {
                limiter.acquire(4);
                trail.add("many at " + millisNow());
            });
            Task<Void> one = createTask(() -> {
                limiter.acquire();
                trail.add("one at " + millisNow());
            });
            sleep(millis(250));
            assertThat(limiter.tryAcquire()).isFalse();
            assertThat(limiter.waiting()).isEqualTo(2);
            many.await();
            one.await();
        });
        trail.is("many at 400", "one at 500");
    }

    @Test
    void aCancelledWaiterGivesItsPlaceAndTakesNothing() {
        var trail = new Trail();
        Loops.virtual(() -> {
            var limiter = new RateLimiter(10, seconds(1), 1);
            limiter.acquire();
            Task<Void> first = createTask(() -> limiter.acquire());
            Task<Void> second = createTask(() -> {
                limiter.acquire();
                trail.add("second at " + millisNow());
            });
            sleep(millis(50));
            first.cancel();
            second.await();
            assertThatThrownBy(first::await).isInstanceOf(CancelledError.class);
            assertThatThrownBy(() -> timeout(millis(10), () -> limiter.acquire()))
                    .isInstanceOf(AsyncTimeoutException.class);
            limiter.acquire();
            trail.add("again at " + millisNow());
        });
        trail.is("second at 100", "again at 200");
    }

    @Test
    void badNumbersAreRefused() {
        assertThatThrownBy(() -> new RateLimiter(0, seconds(1))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new RateLimiter(1, Duration.ZERO)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new RateLimiter(1, seconds(1), 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new RateLimiter(1, Duration.ofDays(100_000), Integer.MAX_VALUE))
                .isInstanceOf(IllegalArgumentException.class);
        Loops.virtual(() -> {
            var limiter = new RateLimiter(10, seconds(1), 2);
            assertThatThrownBy(() -> limiter.acquire(3)).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> limiter.tryAcquire(0)).isInstanceOf(IllegalArgumentException.class);
        });
    }

    // ---- every interleaving ----

    private static final int WAITERS = 3;
    private static final int ACTIONS = 2 + 2 * WAITERS;

    /** Three wait from the beginning; the model: at each full 100 ms the first that is not cancelled goes on. */
    private static void play(List<Integer> actions) {
        var limiter = new RateLimiter(10, seconds(1), 1);
        var served = new ArrayList<String>();
        var tasks = new ArrayList<Task<Void>>();
        var deadlines = new ArrayList<asyncio4j.Timeout>();
        long start = Waits.now() / 1_000_000;
        limiter.acquire();
        for (int i = 0; i < WAITERS; i++) {
            int number = i;
            deadlines.add(null);
            tasks.add(createTask(() -> timeout(null, (asyncio4j.Timeout t) -> {
                deadlines.set(number, t);
                limiter.acquire();
                served.add(number + " at " + (Waits.now() / 1_000_000 - start));
            })));
        }
        yieldNow();
        sleep(millis(50)); // so that no action meets a permit
        var foreseen = new ArrayList<String>();
        var left = new ArrayList<>(List.of(0, 1, 2));
        long time = 50;
        long next = 100;
        for (int action : actions) {
            if (action == 0) {
                sleep(millis(100));
                time += 100;
                if (!left.isEmpty() && next < time) {
                    foreseen.add(left.removeFirst() + " at " + (time - 50));
                    next = time + 50;
                }
            } else if (action == 1) {
                yieldNow();
            } else {
                int who = (action - 2) / 2;
                if (action % 2 == 0) {
                    tasks.get(who).cancel();
                } else if (!tasks.get(who).isDone() && !deadlines.get(who).expired()) {
                    deadlines.get(who).reschedule(Duration.ZERO);
                }
                left.remove((Integer) who);
            }
        }
        long first = Math.max(next, time + 50); // a permit that nobody waited for stays in the bucket
        for (int i = 0; i < left.size(); i++) {
            foreseen.add(left.get(i) + " at " + (first + 100 * i));
        }
        sleep(seconds(1));
        assertThat(served).isEqualTo(foreseen);
        assertThat(tasks).allMatch(Task::isDone);
        assertThat(limiter.waiting()).isZero();
        assertThat(limiter.tryAcquire()).isTrue();
        assertThat(limiter.tryAcquire()).isFalse();
        for (Task<Void> task : tasks) {
            if (!task.isCancelled()) {
                task.exception(); // seen
            }
        }
    }

    @Test
    void inEveryInterleavingPermitsGoToTheFirstThatIsNotCancelledAndNoneIsLost() {
        Loops.virtual(() -> {
            for (int length = 1; length <= 4; length++) {
                for (int n = (int) Math.pow(ACTIONS, length); n-- > 0; ) {
                    var actions = new ArrayList<Integer>();
                    for (int i = 0, rest = n; i < length; i++, rest /= ACTIONS) {
                        actions.add(rest % ACTIONS);
                    }
                    try {
                        play(actions);
                    } catch (Throwable e) {
                        throw new AssertionError("after " + actions, e);
                    }
                }
            }
        });
    }

    @Test
    void aCancelAtTheVeryMomentOfThePermitLosesNothing() {
        Loops.virtual(() -> {
            for (int when = 0; when < 4; when++) {
                var limiter = new RateLimiter(10, seconds(1), 1);
                limiter.acquire();
                var got = new ArrayList<String>();
                Task<Void> first = createTask(() -> {
                    limiter.acquire();
                    got.add("first");
                });
                Task<Void> second = createTask(() -> {
                    limiter.acquire();
                    got.add("second");
                });
                sleep(millis(100));
                for (int i = 0; i < when; i++) {
                    yieldNow();
                }
                first.cancel();
                sleep(millis(101));
                assertThat(got).contains("second");
                assertThat(first.isDone() && second.isDone()).isTrue();
            }
        });
    }

    @Test
    void theClockOfAnotherLoopMayBeBehind() {
        var limiter = new RateLimiter(1, seconds(1));
        Loops.virtual(() -> {
            sleep(seconds(3600));
            limiter.acquire();
        });
        Loops.virtual(() -> {
            limiter.acquire();
            assertThat(millisNow()).isEqualTo(1000);
        });
    }
}
