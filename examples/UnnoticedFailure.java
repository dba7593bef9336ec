// A task may fail while nobody awaits it. The failure is not lost: the loop's exception handler is told, once.
// Without a handler of your own it is logged.
import static asyncio4j.Asyncio.*;

import asyncio4j.Task;

void cleanCache() {
    throw new IllegalStateException("disk full");
}

void main() {
    run(() -> {
        getRunningLoop().setExceptionHandler((loop, context) -> {
            IO.println("handler: " + context.exception().getMessage());
        });
        Task<Void> cleaner = createTask("cleaner", () -> cleanCache());
        sleep(millis(50));
        IO.println("main goes on, " + cleaner.name() + " done: " + cleaner.isDone());
    });
    IO.println("end");
}
