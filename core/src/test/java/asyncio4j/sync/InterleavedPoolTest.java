package asyncio4j.sync;

import static asyncio4j.Asyncio.createTask;
import static asyncio4j.Asyncio.sleep;
import static asyncio4j.Asyncio.timeout;
import static asyncio4j.Asyncio.yieldNow;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import asyncio4j.AsyncTimeoutException;
import asyncio4j.CancelledError;
import asyncio4j.Task;
import asyncio4j.kit.Loops;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Every sequence of release, invalidate, close, turn, cancel and timeout over tasks that acquire from a pool whose
 * factory, check and closer take a turn each and fail now and then: there are never too many resources, none is lost, who
 * was not cancelled is served in order.
 */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class InterleavedPoolTest {
    private static final int WAITERS = 3;
    private static final int ACTIONS = 4 + 2 * WAITERS;

    private final class Case {
        final int size;
        final Set<Integer> open = new HashSet<>();
        final ArrayDeque<Integer> lent = new ArrayDeque<>();
        final List<Integer> served = new ArrayList<>();
        final List<Task<Void>> tasks = new ArrayList<>();
        final List<asyncio4j.Timeout> deadlines = new ArrayList<>();
        final ResourcePool<Integer> pool;
        int made;
        int calls;
        boolean closed;

        Case(int size) {
            this.size = size;
            pool = new ResourcePool<>(
                    this::make,
                    PoolOptions.<Integer>defaults()
                            .withMaxSize(size)
                            .withCheck(this::isUsable)
                            .withCloser(this::close));
        }

        Integer make() throws IOException {
            yieldNow();
            if (++calls % 3 == 2) {
                throw new IOException("refused");
            }
            Integer resource = 1000 + made++; // above the cache of boxes: an object each
            open.add(resource);
            assertThat(open).as("resources at once").hasSizeLessThanOrEqualTo(size);
            return resource;
        }

        boolean isUsable(Integer resource) throws IOException {
            yieldNow();
            if (resource % 4 == 1) {
                throw new IOException("stale");
            }
            return resource % 4 != 2;
        }

        void close(Integer resource) {
            yieldNow();
            assertThat(open.remove(resource)).as("closed once").isTrue();
        }

        void start(int i) {
            deadlines.add(null);
            tasks.add(createTask(() -> {
                try {
                    lent.add(timeout(null, (asyncio4j.Timeout t) -> {
                        deadlines.set(i, t);
                        return pool.acquire();
                    }));
                    served.add(i);
                } catch (CancelledError | AsyncTimeoutException | IllegalStateException e) {
                    // not served
                } catch (Exception e) {
                    assertThat(e).hasMessage("refused");
                }
            }));
        }

        void act(int action) {
            switch (action) {
                case 0 -> {
                    if (!lent.isEmpty()) {
                        pool.release(lent.remove());
                    }
                }
                case 1 -> {
                    if (!lent.isEmpty()) {
                        pool.invalidate(lent.remove());
                    }
                }
                case 2 -> {
                    closed = true;
                    pool.close();
                }
                case 3 -> yieldNow();
                default -> stop((action - 4) / 2, action % 2 == 1);
            }
        }

        private void stop(int who, boolean byDeadline) {
            Task<Void> task = tasks.get(who);
            if (!byDeadline) {
                task.cancel();
            } else if (!task.isDone() && !deadlines.get(who).expired()) {
                deadlines.get(who).reschedule(Duration.ZERO);
            }
        }

        void finish() {
            while (!tasks.stream().allMatch(Task::isDone)) { // each gets its try, with nobody's help but this
                sleep(Duration.ofMillis(1));
                assertThat(lent.isEmpty() && !closed && tasks.stream().noneMatch(Task::isDone))
                        .isFalse();
                while (!lent.isEmpty()) {
                    pool.release(lent.remove());
                }
            }
            while (!lent.isEmpty()) {
                pool.release(lent.remove());
            }
            if (size == 1) {
                assertThat(served).isSorted();
            }
            var now = pool.statistics();
            assertThat(now.borrowed() + now.waiting()).isZero();
            if (!closed) {
                everyPlaceCanBeUsed();
            }
            pool.close();
            assertThat(open).isEmpty();
            now = pool.statistics();
            assertThat(now.size() + now.idle()).isZero();
            assertThat(now.created()).isEqualTo(now.closed()).isEqualTo(made);
        }

        private void everyPlaceCanBeUsed() {
            while (lent.size() < size) {
                try {
                    lent.add(pool.acquire(Duration.ofSeconds(1)));
                } catch (Exception e) {
                    assertThat(e).hasMessage("refused");
                }
            }
            assertThatThrownBy(() -> pool.acquire(Duration.ZERO)).isInstanceOf(AsyncTimeoutException.class);
            lent.forEach(pool::release);
        }
    }

    private void play(int size, int number, int length) {
        var now = new Case(size);
        var played = new ArrayList<Integer>();
        try {
            for (int i = 0; i < WAITERS; i++) {
                now.start(i);
            }
            yieldNow();
            for (int i = 0, n = number; i < length; i++, n /= ACTIONS) {
                played.add(n % ACTIONS);
                now.act(n % ACTIONS);
            }
            now.finish();
        } catch (Throwable e) {
            throw new AssertionError("pool of " + size + " after " + played, e);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void nothingIsLostWhateverHappens(int size) {
        Loops.virtual(() -> {
            for (int length = 1; length <= 4; length++) {
                for (int n = (int) Math.pow(ACTIONS, length); n-- > 0; ) {
                    play(size, n, length);
                }
            }
        });
    }

    @Test
    void alsoInLongerRuns() {
        Loops.virtual(() -> {
            var random = new java.util.Random(7);
            for (int n = 0; n < 3000; n++) {
                play(1 + n % 2, random.nextInt(1_000_000_000), 9);
            }
        });
    }
}
