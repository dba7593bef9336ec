package asyncio4j.behaviour;

import static asyncio4j.Asyncio.createTask;
import static asyncio4j.Asyncio.seconds;
import static asyncio4j.Asyncio.sleep;
import static asyncio4j.Asyncio.taskGroup;
import static asyncio4j.Asyncio.yieldNow;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import asyncio4j.ExceptionGroup;
import asyncio4j.TaskGroup;
import asyncio4j.kit.Loops;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a group lets go of. */
@Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class TaskGroupMemoryTest {
    @Test // taskgroup-17
    void anOpenGroupLetsGoOfFinishedTasks() {
        Loops.virtual(() -> {
            taskGroup(tg -> {
                var finished = new ArrayList<WeakReference<?>>();
                for (int i = 0; i < 20; i++) {
                    finished.add(finishedTask(tg));
                }
                assertThat(leftAfterCollecting(finished)).isLessThanOrEqualTo(2);
                tg.createTask(() -> yieldNow());
            });
        });
    }

    @Test // taskgroup-22
    void aFailedGroupLetsGoOfItsFailures() {
        Loops.virtual(() -> {
            var groups = new ArrayList<TaskGroup>();
            var failures = new ArrayList<WeakReference<?>>();
            for (int i = 0; i < 20; i++) {
                failures.add(failureOf(groups));
            }
            sleep(seconds(1));
            assertThat(leftAfterCollecting(failures)).isLessThanOrEqualTo(2);
            assertThat(groups).hasSize(20);
        });
    }

    private static WeakReference<?> finishedTask(TaskGroup tg) {
        var payload = new Object();
        assertThat(tg.createTask(() -> payload).await()).isSameAs(payload);
        return new WeakReference<>(payload);
    }

    private static WeakReference<?> failureOf(List<TaskGroup> groups) {
        var task = createTask(() -> {
            var failure = catchThrowable(() -> taskGroup((TaskGroup tg) -> {
                groups.add(tg);
                throw new IllegalStateException("body");
            }));
            assertThat(failure).isInstanceOf(ExceptionGroup.class);
            return new WeakReference<>(((ExceptionGroup) failure).exceptions().getFirst());
        });
        return task.await();
    }

    private static long leftAfterCollecting(List<WeakReference<?>> references) {
        long left = references.size();
        for (int i = 0; i < 50 && left > 2; i++) {
            System.gc();
            yieldNow();
            left = references.stream().filter(r -> r.get() != null).count();
        }
        return left;
    }
}
