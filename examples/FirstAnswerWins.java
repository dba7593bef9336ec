// Ask three mirrors, take the first answer, cancel the rest.
import static asyncio4j.Asyncio.*;

import asyncio4j.Asyncio;
import asyncio4j.ReturnWhen;
import asyncio4j.Task;
import asyncio4j.WaitResult;

String ask(String mirror, long ms) {
    sleep(millis(ms));
    return "answer from " + mirror;
}

void main() {
    run(() -> {
        List<Task<String>> tasks = List.of(
                createTask("oslo", () -> ask("oslo", 300)),
                createTask("lima", () -> ask("lima", 100)),
                createTask("kobe", () -> ask("kobe", 200)));

        WaitResult<String> first = Asyncio.wait(tasks, ReturnWhen.FIRST_COMPLETED);
        first.done().forEach(f -> IO.println(f.result()));
        first.pending().forEach(f -> f.cancel());
        gatherSettled(tasks); // wait until the cancelled ones have ended

        for (Task<String> t : tasks) {
            IO.println(t.name() + (t.isCancelled() ? " was cancelled" : " won"));
        }
    });
}
