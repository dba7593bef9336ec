// Blocking JDK code inside a task (Thread.sleep stands for a JDBC query here) suspends that task alone.
// This holds on the SCHEDULER engine. On BATON such a call holds the whole loop: use toThread there.
import static asyncio4j.Asyncio.*;

import asyncio4j.Task;

int ticks = 0;

String query(String table) throws InterruptedException {
    Thread.sleep(300); // blocks, and knows nothing of asyncio4j
    return "rows of " + table;
}

void main() {
    run(() -> {
        Task<Void> ticker = createTask(() -> {
            while (true) {
                sleep(millis(20));
                ticks++;
            }
        });
        double start = getRunningLoop().time();
        IO.println(gather(() -> query("users"), () -> query("orders"), () -> query("prices")));
        double took = getRunningLoop().time() - start;
        ticker.cancel();
        IO.println("the queries overlapped: " + (took < 0.8));
        IO.println("the ticker went on: " + (ticks >= 5));
    });
}
