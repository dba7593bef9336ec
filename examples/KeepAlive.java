// A deadline that moves: every sign of life gives the connection another 500 ms, then silence ends it.
import static asyncio4j.Asyncio.*;

import asyncio4j.AsyncTimeoutException;
import asyncio4j.Timeout;

void main() {
    run(() -> {
        try {
            timeout(millis(500), (Timeout t) -> {
                for (int ping = 1; ping <= 3; ping++) {
                    sleep(millis(50));
                    IO.println("ping " + ping);
                    t.reschedule(millis(500));
                }
                sleep(seconds(30)); // no more signs of life
            });
        } catch (AsyncTimeoutException e) {
            IO.println("connection is dead");
        }
    });
}
