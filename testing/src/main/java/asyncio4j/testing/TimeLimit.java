package asyncio4j.testing;

import asyncio4j.Asyncio;
import asyncio4j.EventLoop;
import asyncio4j.Task;
import java.time.Duration;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Cancels a task after some real time, and keeps what the tasks of its loop were doing then.
final class TimeLimit {
    private static final ScheduledThreadPoolExecutor TIMER = timer();

    private final EventLoop loop;
    private final Duration limit;
    private volatile @Nullable String tasks; // written by the timer's thread, then on the loop
    private @Nullable ScheduledFuture<?> alarm; // loop, then the thread that ran it

    TimeLimit(EventLoop loop, Duration limit) {
        this.loop = loop;
        this.limit = limit;
    }

    private static ScheduledThreadPoolExecutor timer() {
        var timer = new ScheduledThreadPoolExecutor(1, job -> {
            var thread = new Thread(job, "asyncio4j-test-timeout");
            thread.setDaemon(true);
            return thread;
        });
        timer.setRemoveOnCancelPolicy(true);
        return timer;
    }

    void start(Task<?> task) {
        alarm = TIMER.schedule(() -> alarm(task), limit.toNanos(), TimeUnit.NANOSECONDS);
    }

    private void alarm(Task<?> task) {
        tasks = "it holds the loop";
        try {
            loop.callSoonThreadsafe(() -> {
                if (!task.isDone()) {
                    tasks = "these tasks are there:" + TestLoop.lines(Asyncio.allTasks(loop));
                    task.cancel("the test's time is up");
                }
            });
        } catch (IllegalStateException closed) {
            // it has just ended
        }
    }

    /// What the tasks were doing when time was up, null when it was not.
    @Nullable
    String end() {
        if (alarm != null) {
            alarm.cancel(false);
        }
        return tasks;
    }
}
