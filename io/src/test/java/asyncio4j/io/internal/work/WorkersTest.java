package asyncio4j.io.internal.work;

import static asyncio4j.Asyncio.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import asyncio4j.Awaitable;
import asyncio4j.CancelledError;
import asyncio4j.Task;
import asyncio4j.io.kit.Descriptors;
import asyncio4j.kit.Trail;
import java.io.IOException;
import java.util.ArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class WorkersTest {
    private final Workers two = new Workers("test", 2);

    @Test
    void noMoreRunThanThereArePlaces() {
        var running = new AtomicInteger();
        var most = new AtomicInteger();
        run(() -> {
            var jobs = new ArrayList<Awaitable<Integer>>();
            for (int i = 0; i < 50; i++) {
                int n = i;
                jobs.add(() -> two.run(() -> {
                    most.accumulateAndGet(running.incrementAndGet(), Math::max);
                    Thread.sleep(1);
                    running.decrementAndGet();
                    return n;
                }));
            }
            assertThat(gather(jobs)).hasSize(50).isSorted();
        });
        assertThat(most.get()).isEqualTo(2);
    }

    @Test
    void theVeryFailureArrives() {
        var failure = new IOException("disk");
        run(() -> {
            assertThatThrownBy(() -> two.run(() -> {
                        throw failure;
                    }))
                    .isSameAs(failure);
        });
    }

    @Test
    void aJobThatIsGivenUpIsNotInterruptedAndGivesUpItsPlace() {
        var trail = new Trail();
        var gate = new CountDownLatch(1);
        run(() -> {
            var stuck = new ArrayList<Task<?>>();
            for (int i = 0; i < 2; i++) {
                stuck.add(createTask(() -> two.run(() -> {
                    trail.add("begun");
                    gate.await();
                    trail.add("not interrupted");
                    return null;
                })));
            }
            Descriptors.until(() -> trail.events().size() == 2);
            stuck.forEach(Task::cancel);
            for (Task<?> task : stuck) {
                assertThatThrownBy(task::await).isInstanceOf(CancelledError.class);
            }
            trail.add(two.run(() -> "next"));
            gate.countDown();
            Descriptors.until(() -> trail.events().size() == 5);
        });
        trail.is("begun", "begun", "next", "not interrupted", "not interrupted");
    }

    @Test
    void aJobInLineThatIsGivenUpNeverRuns() {
        var trail = new Trail();
        var gate = new CountDownLatch(1);
        run(() -> {
            for (int i = 0; i < 2; i++) {
                createTask(() -> two.run(() -> {
                    gate.await();
                    return null;
                }));
            }
            var third = createTask(() -> two.run(() -> {
                trail.add("never");
                return null;
            }));
            yieldNow();
            third.cancel();
            assertThatThrownBy(third::await).isInstanceOf(CancelledError.class);
            gate.countDown();
            trail.add(two.run(() -> "last"));
        });
        trail.is("last");
    }

    @Test
    void whatWasMadeForACancelledTaskIsUndoneBeforeItGoesOn() {
        var trail = new Trail();
        var gate = new CountDownLatch(1);
        run(() -> {
            var maker = createTask(() -> {
                try {
                    two.run(
                            () -> {
                                trail.add("making");
                                gate.await();
                                return "it";
                            },
                            made -> trail.add("undo " + made),
                            seconds(10));
                } catch (CancelledError e) {
                    trail.add("cancelled");
                    throw e;
                }
            });
            Descriptors.until(() -> trail.events().contains("making"));
            maker.cancel();
            yieldNow();
            gate.countDown();
            assertThatThrownBy(maker::await).isInstanceOf(CancelledError.class);
        });
        trail.is("making", "undo it", "cancelled");
    }

    @Test
    void aTaskWaitsForTheUndoingOnlySoLong() {
        var gate = new CountDownLatch(1);
        var undone = new CountDownLatch(1);
        run(() -> {
            var maker = createTask(() -> two.run(
                    () -> {
                        gate.await();
                        return "it";
                    },
                    made -> undone.countDown(),
                    millis(20)));
            sleep(millis(5));
            maker.cancel();
            assertThatThrownBy(maker::await).isInstanceOf(CancelledError.class);
            gate.countDown();
            toThread(() -> undone.await());
        });
    }
}
