// Each loop has a thread of its own, so two loops use two cores. They talk through runCoroutineThreadsafe.
import static asyncio4j.Asyncio.*;

import asyncio4j.EventLoop;

int sum = 0; // touched by tasks of the counting loop only: needs no lock

int add(int n) {
    int before = sum;
    sum = before + n;
    return sum;
}

void main() throws Exception {
    try (EventLoop counting = newEventLoop()) {
        Thread thread = Thread.ofPlatform().name("counting").start(counting::runForever);

        run(() -> {
            for (int i = 1; i <= 4; i++) {
                int n = i;
                int total = await(runCoroutineThreadsafe(() -> add(n), counting));
                IO.println("added " + n + ", sum " + total);
            }
        });

        counting.callSoonThreadsafe(counting::stop);
        thread.join();
    }
    IO.println("both loops ended");
}
