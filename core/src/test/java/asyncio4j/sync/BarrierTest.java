package asyncio4j.sync;

import static asyncio4j.Asyncio.createTask;
import static asyncio4j.Asyncio.yieldNow;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import asyncio4j.BrokenBarrierException;
import asyncio4j.CancelledError;
import asyncio4j.Task;
import asyncio4j.kit.Loops;
import asyncio4j.kit.Trail;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Barriers. */
@Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class BarrierTest {
    private final Trail trail = new Trail();
    private AsyncBarrier barrier;

    private List<Task<Integer>> arrive(int count) {
        var tasks = new ArrayList<Task<Integer>>();
        for (int i = 0; i < count; i++) {
            tasks.add(createTask(() -> barrier.await()));
        }
        yieldNow();
        return tasks;
    }

    private static List<Integer> places(List<Task<Integer>> tasks) {
        return tasks.stream().map(Task::await).sorted().toList();
    }

    private static void assertBroken(List<Task<Integer>> tasks) {
        for (var task : tasks) {
            assertThatThrownBy(task::await).isInstanceOf(BrokenBarrierException.class);
        }
    }

    @Test // barrier-1
    void aCancelledWaiterHasNotArrived() {
        Loops.virtual(() -> {
            barrier = new AsyncBarrier(2);
            var first = arrive(1).getFirst();
            first.cancel();
            assertThatThrownBy(first::await).isInstanceOf(CancelledError.class);
            assertThat(barrier.waiting()).isZero();
            assertThat(barrier.broken()).isFalse();
            assertThat(places(arrive(2))).containsExactly(0, 1);
        });
    }

    @Test // barrier-2
    void theOthersMoveUpWhenAWaiterIsCancelled() {
        Loops.virtual(() -> {
            barrier = new AsyncBarrier(3);
            var first = arrive(2);
            assertThat(barrier.waiting()).isEqualTo(2);
            first.removeFirst().cancel();
            yieldNow();
            assertThat(barrier.waiting()).isEqualTo(1);
            first.addAll(arrive(2));
            assertThat(places(first)).containsExactly(0, 1, 2);
            assertThat(barrier.broken()).isFalse();
        });
    }

    @Test // barrier-3
    void aResetBreaksThoseWhoWaitAndBeginsAnew() {
        Loops.virtual(() -> {
            barrier = new AsyncBarrier(5);
            var waiting = arrive(4);
            barrier.reset();
            assertBroken(waiting);
            assertThat(barrier.broken()).isFalse();
            assertThat(places(arrive(5))).containsExactly(0, 1, 2, 3, 4);
        });
    }

    @Test // barrier-4
    void anAbortBreaksThoseWhoLeaveAndThoseWhoCameEarly() {
        Loops.virtual(() -> {
            barrier = new AsyncBarrier(3);
            var round = arrive(2);
            var early = new ArrayList<Task<Integer>>();
            early.add(createTask(() -> barrier.await()));
            createTask(() -> barrier.abort()); // before those who waited go on
            assertThat(barrier.await()).isEqualTo(2);
            barrier.reset();
            barrier.abort();
            assertBroken(round);
            assertBroken(early);
            assertThat(barrier.broken()).isTrue();
            assertBroken(arrive(1));
        });
    }

    @Test
    void anAbortInTheTurnOfTheLastArrivalBreaksThoseWhoHaveNotGoneOn() {
        Loops.virtual(() -> {
            barrier = new AsyncBarrier(3);
            var others = arrive(2);
            assertThat(barrier.await()).isEqualTo(2);
            barrier.abort();
            assertBroken(others);
            assertThat(barrier.broken()).isTrue();
            barrier.reset();
            assertThat(barrier.broken()).isFalse();
            assertThat(places(arrive(3))).containsExactly(0, 1, 2);
        });
    }

    @Test // barrier-5
    void whoComesAgainWhileOthersLeaveBelongsToTheNextRound() {
        Loops.virtual(() -> {
            barrier = new AsyncBarrier(5);
            var tasks = new ArrayList<Task<Void>>();
            for (int i = 0; i < 5; i++) {
                boolean again = i < 2 || i == 4;
                tasks.add(createTask(() -> {
                    barrier.await();
                    trail.add("passed");
                    if (again) {
                        trail.add("again");
                        barrier.await();
                        trail.add("second");
                    }
                }));
            }
            yieldNow();
            yieldNow();
            yieldNow();
            trail.is("passed", "again", "passed", "again", "passed", "again", "passed", "passed");
            assertThat(barrier.waiting()).isEqualTo(3);
            places(arrive(2));
            tasks.forEach(Task::await);
            assertThat(barrier.waiting()).isZero();
        });
    }

    @Test
    void aNewcomerDoesNotOvertakeThoseWhoCameEarly() {
        Loops.virtual(() -> {
            barrier = new AsyncBarrier(2);
            var round = arrive(1);
            barrier.await();
            var early = createTask(() -> {
                barrier.await();
                trail.add("early");
            });
            createTask(
                    () -> { // runs when the round has left, and before early goes on
                        barrier.await();
                        trail.add("newcomer 1");
                    });
            for (int i = 2; i <= 3; i++) {
                int n = i;
                createTask(() -> {
                    yieldNow();
                    barrier.await();
                    trail.add("newcomer " + n);
                });
            }
            early.await();
            assertThat(places(round)).containsExactly(0);
            assertThat(trail.events().subList(0, 2)).containsExactlyInAnyOrder("newcomer 1", "early");
        });
    }

    @Test
    void anEarlyOneThatIsCancelledAfterItWasLetInKeepsNoPlace() {
        Loops.virtual(() -> {
            barrier = new AsyncBarrier(2);
            for (int round = 0; round < 3; round++) {
                var waiting = arrive(1);
                var early = List.of(createTask(() -> barrier.await()), createTask(() -> barrier.await()));
                barrier.await();
                yieldNow(); // now the early ones wait, then the round leaves and lets them in
                assertThat(places(waiting)).containsExactly(0);
                if (round == 2) {
                    assertThat(places(early)).containsExactly(0, 1);
                } else {
                    early.forEach(Task::cancel);
                    yieldNow();
                    assertThat(early).allMatch(Task::isCancelled);
                }
            }
        });
    }

    @Test // barrier-6
    void aBarrierOfOneIsPassedAtOnce() {
        Loops.virtual(() -> {
            barrier = new AsyncBarrier(1);
            assertThat(barrier.await()).isZero();
            assertThat(barrier.await()).isZero();
            assertThat(barrier.waiting()).isZero();
        });
    }

    @Test // barrier-7
    void aResetInTheMiddleOfLeavingBreaksTheRest() {
        Loops.virtual(() -> {
            barrier = new AsyncBarrier(4);
            var tasks = new ArrayList<Task<Void>>();
            int[] left = {0};
            for (int i = 0; i < 4; i++) {
                tasks.add(createTask(() -> {
                    try {
                        barrier.await();
                        if (++left[0] == 2) {
                            barrier.reset();
                        }
                        trail.add("passed");
                    } catch (BrokenBarrierException e) {
                        trail.add("broken");
                    }
                }));
            }
            tasks.forEach(Task::await);
            trail.is("passed", "passed", "broken", "broken");
            assertThat(barrier.broken()).isFalse();
            assertThat(places(arrive(4))).containsExactly(0, 1, 2, 3);
        });
    }

    @Test // barrier-8, barrier-9
    void toStringTellsTheState() {
        Loops.virtual(() -> {
            barrier = new AsyncBarrier(3);
            assertThat(barrier.toString()).contains("filling");
            arrive(2);
            assertThat(barrier.toString()).contains("filling").contains("waiters:2/3");
            barrier.await();
            assertThat(barrier.toString()).contains("draining");
            yieldNow();
            var waiting = arrive(2);
            barrier.reset();
            assertThat(barrier.toString()).contains("resetting");
            barrier.abort();
            assertThat(barrier.toString()).contains("broken");
            assertBroken(waiting);
        });
    }

    @Test
    void lessThanOnePartyIsRefused() {
        assertThat(new AsyncBarrier(7).parties()).isEqualTo(7);
        assertThatThrownBy(() -> new AsyncBarrier(0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new AsyncBarrier(-1)).isInstanceOf(IllegalArgumentException.class);
    }
}
