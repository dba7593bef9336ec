package asyncio4j.sync;

import static asyncio4j.Asyncio.createTask;
import static asyncio4j.Asyncio.timeout;
import static asyncio4j.Asyncio.yieldNow;
import static org.assertj.core.api.Assertions.assertThat;

import asyncio4j.AsyncTimeoutException;
import asyncio4j.BrokenBarrierException;
import asyncio4j.CancelledError;
import asyncio4j.Task;
import asyncio4j.kit.Loops;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every sequence of actions over waits of two stages: what must hold whatever came first. */
@Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class InterleavedRoundsTest {
    private final List<Task<Void>> tasks = new ArrayList<>();
    private final List<asyncio4j.Timeout> deadlines = new ArrayList<>();
    private final List<String> log = new ArrayList<>();

    private interface Wait {
        Object await();
    }

    private interface Play {
        void play(List<Integer> actions);
    }

    private void start(Wait wait) {
        int number = tasks.size();
        deadlines.add(null);
        tasks.add(createTask(() -> {
            try {
                log.add("got "
                        + timeout(null, (asyncio4j.Timeout t) -> {
                            deadlines.set(number, t);
                            return wait.await();
                        }));
            } catch (CancelledError | AsyncTimeoutException e) {
                log.add("cancelled");
            } catch (BrokenBarrierException e) {
                log.add("broken");
            }
        }));
    }

    private void stop(int who, boolean byDeadline) {
        var task = tasks.get(who);
        if (!byDeadline) {
            task.cancel();
        } else if (!task.isDone() && !deadlines.get(who).expired()) {
            deadlines.get(who).reschedule(Duration.ZERO);
        }
    }

    private static void settle() {
        for (int i = 0; i < 12; i++) {
            yieldNow();
        }
    }

    private void everySequence(int actions, int longest, Play play) {
        Loops.virtual(() -> {
            for (int length = 1; length <= longest; length++) {
                for (int n = (int) Math.pow(actions, length); n-- > 0; ) {
                    int number = n;
                    var sequence = Stream.iterate(number, d -> d / actions)
                            .limit(length)
                            .map(d -> d % actions)
                            .toList();
                    tasks.clear();
                    deadlines.clear();
                    log.clear();
                    try {
                        play.play(sequence);
                    } catch (Throwable e) {
                        throw new AssertionError("after " + sequence + ": " + log, e);
                    }
                }
            }
        });
    }

    private long logged(String what) {
        return log.stream().filter(what::equals).count();
    }

    @Test
    void aNotificationReachesOneThatIsNotCancelledAlsoWhileTheLockIsReacquired() {
        everySequence(8, 4, this::notifyUnderTheLock); // three waiters: cancel and timeout of each, notify, turn
    }

    private void notifyUnderTheLock(List<Integer> actions) {
        var condition = new AsyncCondition();
        int[] notified = {0};
        for (int i = 0; i < 3; i++) {
            start(() -> {
                try (var _ = condition.hold()) {
                    condition.await();
                    assertThat(condition.locked()).isTrue();
                }
                return "it";
            });
        }
        yieldNow();
        condition.with(() -> {
            for (int action : actions) {
                if (action == 6) {
                    condition.notifyOne();
                    notified[0]++;
                } else if (action == 7) {
                    yieldNow();
                } else {
                    stop(action / 2, action % 2 == 1);
                }
            }
        });
        settle();
        long got = logged("got it");
        long stillWaiting = tasks.stream().filter(t -> !t.isDone()).count();
        assertThat(got).isLessThanOrEqualTo(notified[0]);
        assertThat(got == notified[0] || stillWaiting == 0).as("not lost").isTrue();
        assertThat(condition.locked()).isFalse();
        condition.with(condition::signalAll);
        settle();
        assertThat(tasks).allMatch(Task::isDone);
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3})
    void aBarrierIsPassedByRoundsOfAllItsPartiesWhoeverIsCancelled(int waiters) {
        everySequence(4 + 2 * waiters, 4, actions -> arriveAtABarrier(waiters, actions));
    }

    private void arriveAtABarrier(int waiters, List<Integer> actions) {
        int parties = waiters + 1;
        var barrier = new AsyncBarrier(parties);
        for (int i = 0; i < waiters; i++) {
            start(barrier::await);
        }
        yieldNow();
        boolean aborted = false;
        for (int action : actions) {
            switch (action) {
                case 0 -> start(barrier::await);
                case 1 -> barrier.reset();
                case 2 -> {
                    barrier.abort();
                    aborted = true;
                }
                case 3 -> yieldNow();
                default -> stop((action - 4) / 2, action % 2 == 1);
            }
            aborted &= action != 1;
        }
        settle();
        assertThat(barrier.broken()).isEqualTo(aborted);
        assertRounds(parties);
        long waiting = tasks.stream().filter(t -> !t.isDone()).count();
        assertThat(waiting).isEqualTo(barrier.waiting()).isLessThan(parties);
        barrier.abort();
        settle();
        assertThat(tasks).allMatch(Task::isDone);
        barrier.reset();
        log.clear();
        for (int i = 0; i < parties; i++) {
            start(barrier::await);
        }
        settle();
        assertThat(log).hasSize(parties);
        assertRounds(parties);
        assertThat(barrier.waiting()).isZero();
    }

    /** The last to arrive goes on first, then the others in order of arrival. */
    private void assertRounds(int parties) {
        int expected = parties - 1;
        for (String line : log) {
            if (line.startsWith("got")) {
                int index = Integer.parseInt(line.substring(4));
                assertThat(index).isIn(expected, parties - 1);
                expected = (index + 1) % parties;
            }
        }
    }
}
