// Both ways between tasks and CompletableFuture: await a stage of a library, and hand a task to a library.
import static asyncio4j.Asyncio.*;

import asyncio4j.EventLoop;
import asyncio4j.Task;

String length(String text) {
    sleep(millis(50));
    return text + " has " + text.length() + " letters";
}

void main() {
    run(() -> {
        // A stage of another library, awaited. Its failure arrives without a CompletionException around it.
        CompletableFuture<String> fromLibrary = CompletableFuture.supplyAsync(() -> "forty-two");
        IO.println(await(fromLibrary));
        try {
            CompletionStage<String> failing = CompletableFuture.failedStage(new IOException("connection lost"));
            wrapFuture(failing).await(IOException.class);
        } catch (IOException e) {
            IO.println("failed: " + e.getMessage());
        }

        // A task, given away as a CompletableFuture.
        Task<String> task = createTask(() -> length("tree"));
        CompletableFuture<String> loud = task.toCompletableFuture().thenApply(String::toUpperCase);
        IO.println(await(loud));

        // A thread that is not the loop's starts a task and waits for it.
        EventLoop loop = getRunningLoop();
        String answer = toThread(
                () -> runCoroutineThreadsafe(() -> length("thread"), loop).get());
        IO.println(answer);
    });
}
