// The tasks of a group end together: when one fails, the others are cancelled and all failures arrive in one group.
import static asyncio4j.Asyncio.*;

import asyncio4j.CancelledError;
import asyncio4j.ExceptionGroup;
import asyncio4j.Task;

String book(String what, long ms) {
    try {
        sleep(millis(ms));
        IO.println(what + " booked");
        return what;
    } catch (CancelledError e) {
        IO.println(what + " not booked");
        throw e;
    }
}

void main() {
    run(() -> {
        String trip = taskGroup(tg -> {
            Task<String> flight = tg.createTask(() -> book("flight", 200));
            Task<String> hotel = tg.createTask(() -> book("hotel", 100));
            return flight.await() + " and " + hotel.await();
        });
        IO.println(trip);

        try {
            taskGroup(tg -> {
                tg.createTask(() -> book("train", 500));
                tg.createTask(() -> {
                    sleep(millis(100));
                    throw new IllegalStateException("no room left");
                });
            });
        } catch (ExceptionGroup group) {
            group.exceptions().forEach(e -> IO.println("failed: " + e.getMessage()));
        }
    });
}
