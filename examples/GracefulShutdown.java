// A signal handler runs on the loop like any callback. SIGTERM cancels the service, which ends what it has begun.
import static asyncio4j.Asyncio.*;

import asyncio4j.CancelledError;
import asyncio4j.Task;

void serve() {
    try {
        while (true) {
            sleep(millis(50)); // take a request, answer it
        }
    } finally {
        IO.println("finishing open requests");
        sleep(millis(50));
        IO.println("service closed");
    }
}

// Stands for the operator who stops the service: kill -TERM <pid>.
void operator() throws Exception {
    sleep(millis(200));
    String pid = String.valueOf(ProcessHandle.current().pid());
    toThread(() -> new ProcessBuilder("kill", "-TERM", pid).start().waitFor());
}

void main() {
    run(() -> {
        Task<Void> service = createTask("service", () -> serve());
        getRunningLoop().addSignalHandler("TERM", () -> {
            IO.println("received SIGTERM");
            service.cancel("SIGTERM");
        });
        createTask(() -> operator());
        try {
            service.await();
        } catch (CancelledError e) {
            IO.println("ended by " + e.message());
        }
    });
    IO.println("bye");
}
