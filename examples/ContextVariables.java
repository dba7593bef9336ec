// A context variable has a value per task: each task starts with a copy of its creator's values.
// Log lines can name the request they belong to without passing its number from method to method.
import static asyncio4j.Asyncio.*;

import asyncio4j.ContextVar;

final ContextVar<String> request = ContextVar.of("request", "none");

void log(String text) {
    IO.println("[" + request.get() + "] " + text);
}

void handle(String id, long ms) throws Exception {
    request.set(id);
    log("begins");
    sleep(millis(ms));
    toThread(() -> log("on a worker thread"));
    log("ends");
}

void main() {
    run(() -> {
        gather(() -> handle("A-1", 500), () -> handle("B-2", 100));
        log("back in main"); // what the tasks set is theirs
    });
}
