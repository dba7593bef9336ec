// shield keeps work going although the task that waits for it is cancelled: a save that was begun is not cut in half.
import static asyncio4j.Asyncio.*;

import asyncio4j.CancelledError;
import asyncio4j.Task;

void save() {
    IO.println("saving");
    sleep(millis(500));
    IO.println("saved");
}

void main() {
    run(() -> {
        Task<Void> saving = createTask(() -> save());
        Task<Void> request = createTask(() -> {
            shield(saving);
        });
        sleep(millis(50));
        request.cancel();
        try {
            request.await();
        } catch (CancelledError e) {
            IO.println("request cancelled, save cancelled: " + saving.isCancelled());
        }
        saving.await();
        IO.println("done");
    });
}
