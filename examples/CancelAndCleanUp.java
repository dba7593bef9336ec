// cancel raises CancelledError in a task where it is suspended. finally blocks run, and they may suspend too.
import static asyncio4j.Asyncio.*;

import asyncio4j.CancelledError;
import asyncio4j.Task;

void download() {
    try {
        IO.println("downloading");
        sleep(seconds(30));
    } catch (CancelledError e) {
        IO.println("cancelled: " + e.message());
        throw e; // say that the task was cancelled
    } finally {
        sleep(millis(50)); // closing a connection may take a moment
        IO.println("connection closed");
    }
}

void main() {
    run(() -> {
        Task<Void> task = createTask("download", () -> download());
        sleep(millis(100));
        task.cancel("user pressed stop");
        try {
            task.await();
        } catch (CancelledError e) {
            IO.println(task.name() + " is cancelled: " + task.isCancelled());
        }
    });
}
