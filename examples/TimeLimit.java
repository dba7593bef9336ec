// waitFor limits one operation, timeout limits a block. What takes too long is cancelled and may clean up first.
import static asyncio4j.Asyncio.*;

import asyncio4j.AsyncTimeoutException;

String slowAnswer() {
    try {
        sleep(seconds(30));
        return "42";
    } finally {
        IO.println("slowAnswer: cleaned up");
    }
}

void main() {
    run(() -> {
        try {
            waitFor(() -> slowAnswer(), millis(100));
        } catch (AsyncTimeoutException e) {
            IO.println("gave up waiting");
        }

        try {
            timeout(millis(200), () -> {
                sleep(millis(50));
                IO.println("step 1 in time");
                sleep(seconds(30));
                IO.println("never printed");
            });
        } catch (AsyncTimeoutException e) {
            IO.println("step 2 too late");
        }

        String quick = waitFor(() -> sleep(millis(10), "in time"), seconds(5));
        IO.println(quick);
    });
}
