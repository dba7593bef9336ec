// Retry with growing pauses is an ordinary loop with try, catch and sleep. The pauses hold up nobody else.
import static asyncio4j.Asyncio.*;

import asyncio4j.Awaitable;

int calls = 0;

<T> T retry(int attempts, Duration firstPause, Awaitable<T> body) throws Exception {
    Duration pause = firstPause;
    for (int attempt = 1; ; attempt++) {
        try {
            return body.await();
        } catch (IOException e) {
            if (attempt == attempts) {
                throw e;
            }
            IO.println(e.getMessage() + ", next try in " + pause.toMillis() + " ms");
            sleep(pause);
            pause = pause.multipliedBy(2);
        }
    }
}

String flakyCall() throws IOException {
    calls++;
    if (calls < 4) {
        throw new IOException("call " + calls + " refused");
    }
    return "call " + calls + " answered";
}

void main() {
    run(() -> {
        IO.println(retry(5, millis(20), () -> flakyCall()));
    });
}
