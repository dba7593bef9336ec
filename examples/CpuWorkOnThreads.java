// toThread runs a computation on another thread and suspends the task until it has ended. The loop stays free.
import static asyncio4j.Asyncio.*;

import asyncio4j.Task;

int ticks = 0;

long countPrimes(int below) {
    return IntStream.range(2, below)
            .filter(n -> IntStream.rangeClosed(2, (int) Math.sqrt(n)).noneMatch(d -> n % d == 0))
            .count();
}

void main() {
    run(() -> {
        Task<Void> ticker = createTask(() -> {
            while (true) {
                sleep(millis(1));
                ticks++;
            }
        });
        List<Long> counts = gather(
                () -> toThread(() -> countPrimes(10_000)), // on a thread each
                () -> toThread(() -> countPrimes(200_000)));
        ticker.cancel();
        IO.println("primes: " + counts);
        IO.println("the loop ticked meanwhile: " + (ticks > 0));
    });
}
