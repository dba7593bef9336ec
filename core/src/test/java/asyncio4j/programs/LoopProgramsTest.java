package asyncio4j.programs;

import static asyncio4j.Asyncio.*;

import asyncio4j.AsyncFuture;
import asyncio4j.InvalidStateException;
import asyncio4j.Task;
import asyncio4j.kit.Loops;
import asyncio4j.kit.Trail;
import asyncio4j.kit.VirtualTime;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The loop itself: running it, callbacks, timers, bare futures, looking at its tasks. */
@Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LoopProgramsTest {
    private final Trail out = new Trail();

    @Test
    void ownLoopRunUntilCompleteClose() { // P30
        var loop = newEventLoop();
        String result = loop.runUntilComplete(() -> {
            out.add("Hello");
            sleep(millis(10));
            out.add("World");
            return "r";
        });
        out.add(result + " " + loop.isRunning() + " " + loop.isClosed());
        loop.close();
        out.add(loop.isClosed());
        out.is("Hello", "World", "r false false", "true");
    }

    private static boolean refused(Runnable attempt) {
        try {
            attempt.run();
            return false;
        } catch (IllegalStateException e) {
            return true;
        }
    }

    @Test
    void aTaskMadeOnALoopThatIsNotRunningYet() { // P31
        out.add(refused(() -> createTask(() -> sleep(millis(1)))));
        try (var loop = newEventLoop()) {
            Task<String> task = loop.createTask(() -> sleep(millis(10), "Done"));
            out.add(task.isDone());
            loop.runUntilComplete(task);
            out.add(task.result());
        }
        out.is("true", "false", "Done");
    }

    @Test
    void logLinesCarryLevelAndTask() { // P53
        var logger = Logger.getAnonymousLogger();
        logger.setUseParentHandlers(false);
        logger.addHandler(new Handler() {
            @Override
            public void publish(LogRecord r) {
                out.add(r.getLevel() + " app [" + currentTask().name() + "] " + r.getMessage());
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        });
        Loops.virtual(() -> {
            for (int i = 1; i <= 2; i++) {
                createTask("job-" + i, () -> {
                    logger.info("Starting task");
                    sleep(seconds(1));
                    logger.info("Task completed");
                });
            }
            sleep(seconds(2));
        });
        out.is(
                "INFO app [job-1] Starting task",
                "INFO app [job-2] Starting task",
                "INFO app [job-1] Task completed",
                "INFO app [job-2] Task completed");
    }

    @Test
    void currentTaskAndAllTasks() { // P54
        Loops.virtual(() -> {
            currentTask().setName("boss");
            createTask("w-1", () -> sleep(seconds(1)));
            createTask("w-2", () -> sleep(seconds(3)));
            out.add(allTasks().stream().map(Task::name).toList());
            sleep(seconds(2));
            out.add(allTasks().stream().map(Task::name).toList());
            out.add(currentTask().name());
        });
        out.is("[boss, w-1, w-2]", "[boss, w-2]", "boss");
    }

    @Test
    void runMakesALoopUsesItClosesIt() { // P74
        run(() -> {
            out.add("Hello");
            sleep(millis(10));
            out.add("World");
        });
        out.add(run(() -> 7));
        run(() -> {
            try {
                run(() -> 8);
            } catch (IllegalStateException e) {
                out.add("nested refused");
            }
        });
        out.is("Hello", "World", "7", "nested refused");
    }

    @Test
    void theLoopAsAQueue() { // P82
        try (var loop = VirtualTime.newLoop()) {
            loop.setExceptionHandler((l, context) -> out.add("handler"));
            loop.callLater(millis(60), () -> out.add("timer 60"));
            loop.callLater(millis(30), () -> out.add("timer 30"));
            loop.callLater(millis(90), () -> {
                out.add("stop");
                loop.stop();
            });
            loop.callSoon(() -> {
                out.add("1");
                loop.callSoon(() -> out.add("3"));
            });
            loop.callSoon(() -> out.add("2"));
            loop.callSoon(() -> {
                throw new IllegalStateException("failing callback");
            });
            out.add(out.events().isEmpty()); // nothing runs before the loop does
            loop.runForever();
        }
        out.is("true", "1", "2", "handler", "3", "timer 30", "timer 60", "stop");
    }

    @Test
    void aFutureSetBySomeoneElse() { // P83
        run(() -> {
            var loop = getRunningLoop();
            AsyncFuture<String> future = loop.createFuture();
            createTask(() -> {
                sleep(millis(10));
                future.setResult("ready");
            });
            out.add(future.isDone() + " " + future.await() + " " + future.isDone());
            try {
                future.setResult("again");
            } catch (InvalidStateException e) {
                out.add("already done");
            }

            AsyncFuture<String> outside = loop.createFuture();
            Thread.ofPlatform().start(() -> loop.callSoonThreadsafe(() -> outside.setResult("from a thread")));
            out.add(outside.await());
        });
        out.is("false ready true", "already done", "from a thread");
    }
}
