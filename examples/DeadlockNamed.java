// Two transfers lock two accounts in opposite order. Instead of hanging, one of them fails and says why.
import static asyncio4j.Asyncio.*;

import asyncio4j.DeadlockException;
import asyncio4j.sync.AsyncEvent;
import asyncio4j.sync.AsyncLock;

void transfer(AsyncLock from, AsyncLock to) {
    try (var _ = from.hold()) {
        sleep(millis(50));
        try (var _ = to.hold()) {
            IO.println(currentTask().name() + " done");
        }
    }
}

/** The message without times, one line per wait. */
void print(DeadlockException e) {
    IO.println(e.getMessage().replaceAll(" since \\d+ ms", "").replace("; ", "\n  "));
}

void main() {
    run(() -> {
        var alice = new AsyncLock("alice");
        var bob = new AsyncLock("bob");
        var first = createTask("first", () -> transfer(alice, bob));
        var second = createTask("second", () -> transfer(bob, alice));
        try {
            gather(first, second);
        } catch (DeadlockException e) {
            print(e);
        }
        first.await();
    });
    try {
        run(() -> {
            new AsyncEvent().await(); // nobody will ever set it
        });
    } catch (DeadlockException e) {
        print(e);
    }
}
