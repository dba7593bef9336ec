package asyncio4j.programs;

import static asyncio4j.Asyncio.*;

import asyncio4j.AsyncTimeoutException;
import asyncio4j.Awaitable;
import asyncio4j.CancelledError;
import asyncio4j.kit.Loops;
import asyncio4j.kit.Trail;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Time limits and retries. */
@Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class TimeProgramsTest {
    private final Trail out = new Trail();

    @Test
    void waitForGivesUpAndCancels() { // P05
        Loops.virtual(() -> {
            Awaitable<String> slow = () -> {
                try {
                    return sleep(seconds(10), "slow");
                } catch (CancelledError e) {
                    sleep(seconds(1)); // cleaning up takes a while
                    out.add("inner cancelled");
                    throw e;
                }
            };
            try {
                out.add(waitFor(slow, seconds(2)));
            } catch (AsyncTimeoutException e) {
                out.add("Operation timed out!");
            }
            out.add(waitFor(() -> sleep(seconds(1), "fast"), seconds(2)));
        });
        out.is("inner cancelled", "Operation timed out!", "fast");
    }

    @Test
    void timeoutAroundABlock() { // P06
        Loops.virtual(() -> {
            try {
                timeout(seconds(2), () -> {
                    sleep(seconds(1));
                    out.add("step 1");
                    sleep(seconds(5));
                    out.add("step 2");
                });
            } catch (AsyncTimeoutException e) {
                out.add("Timed out!");
            }
            out.add(timeout(seconds(2), () -> sleep(seconds(1), 42)));
            timeout(seconds(2), (asyncio4j.Timeout t) -> {
                sleep(seconds(1));
                out.add("expired: " + t.expired());
            });
            out.add(timeout(null, () -> sleep(seconds(1), 7)));
        });
        out.is("step 1", "Timed out!", "42", "expired: false", "7");
    }

    @Test
    void waitForOverATaskCancelsThatTask() { // P07
        Loops.virtual(() -> {
            var task = createTask(() -> sleep(seconds(10)));
            try {
                waitFor(task, seconds(1));
            } catch (AsyncTimeoutException e) {
                out.add("Cancelled due to timeout");
            }
            out.add(task.isCancelled() + " " + task.cancel());
        });
        out.is("Cancelled due to timeout", "true false");
    }

    private int calls;

    private <T> T retry(int attempts, double unit, List<Double> waits, Awaitable<T> body) throws Exception {
        for (int attempt = 1; ; attempt++) {
            try {
                return body.await();
            } catch (IOException e) {
                if (attempt == attempts) {
                    throw e;
                }
                double wait = unit * Math.pow(2, attempt - 1)
                        + ThreadLocalRandom.current().nextDouble(0.1);
                double before = getRunningLoop().time();
                sleep(seconds(wait));
                waits.add(getRunningLoop().time() - before);
            }
        }
    }

    private String fetch(int failures) throws IOException {
        calls++;
        if (calls <= failures) {
            throw new IOException("try " + calls);
        }
        return "body after " + calls;
    }

    @Test
    void retryWithExponentialBackoff() { // P52
        Loops.virtual(() -> {
            var waits = new ArrayList<Double>();
            out.add(retry(3, 1, waits, () -> fetch(2)));
            out.add("backed off: " + (waits.get(0) >= 1 && waits.get(1) >= 2));
            calls = 0;
            try {
                retry(3, 1, waits, () -> fetch(99));
            } catch (IOException e) {
                out.add("gave up: " + e.getMessage() + ", calls " + calls);
            }
        });
        out.is("body after 3", "backed off: true", "gave up: try 3, calls 3");
    }

    @Test
    void joinWithATimeLimit() { // P63
        Loops.virtual(() -> {
            var worker = createTask(() -> sleep(seconds(2), "finished"));
            try {
                waitFor(() -> shield(worker), seconds(1));
            } catch (AsyncTimeoutException e) {
                out.add("still alive: " + !worker.isDone());
            }
            out.add(worker.await());
        });
        out.is("still alive: true", "finished");
    }
}
