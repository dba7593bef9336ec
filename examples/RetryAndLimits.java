// Calls to a service that fails now and then and bears only so much: retries, a rate, an adjustable limit.
import static asyncio4j.Asyncio.*;

import asyncio4j.sync.CapacityLimiter;
import asyncio4j.sync.RateLimiter;
import asyncio4j.sync.Retry;

int calls;

String fetch() throws IOException {
    calls++;
    if (calls < 3) {
        throw new IOException("call " + calls + " refused");
    }
    return "call " + calls + " answered";
}

int open;
int most;

void visit() {
    most = Math.max(most, ++open);
    sleep(millis(10));
    open--;
}

void main() {
    run(() -> {
        var retry = Retry.defaults()
                .withAttempts(5)
                .withDelay(millis(20))
                .withMaxTime(seconds(10))
                .withExceptions(IOException.class)
                .withOnRetry((attempt, failure, _) -> IO.println("attempt " + attempt + ": " + failure.getMessage()));
        IO.println(retry.call(() -> fetch()));

        var rate = new RateLimiter(50, seconds(1), 1); // one every 20 ms
        long start = System.nanoTime();
        for (int i = 0; i < 6; i++) {
            rate.acquire();
        }
        IO.println("six calls took at least 100 ms: " + (System.nanoTime() - start >= 100_000_000));

        var limiter = new CapacityLimiter(2);
        forEachConcurrent(List.of(1, 2, 3, 4, 5, 6), 6, _ -> limiter.with(() -> visit()));
        IO.println("at most " + most + " at once");
        limiter.setTotalTokens(4); // the service has grown
        forEachConcurrent(List.of(1, 2, 3, 4, 5, 6), 6, _ -> limiter.with(() -> visit()));
        IO.println("at most " + most + " at once");
    });
}
