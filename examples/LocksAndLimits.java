// A lock for one at a time, a semaphore for a few at a time, a condition for "when something has changed".
import static asyncio4j.Asyncio.*;

import asyncio4j.sync.AsyncCondition;
import asyncio4j.sync.AsyncLock;
import asyncio4j.sync.AsyncSemaphore;
import java.util.ArrayList;
import java.util.List;

final AsyncLock account = new AsyncLock("account");
int balance = 100;

void withdraw(int amount) {
    try (var _ = account.hold()) {
        int seen = balance;
        sleep(millis(20)); // ask the bank; without the lock, others would see the old balance
        balance = seen - amount;
    }
}

final AsyncSemaphore connections = new AsyncSemaphore(3);
int open;
int most;

String fetch(int page) {
    return connections.with(() -> {
        most = Math.max(most, ++open);
        sleep(millis(20));
        open--;
        return "page " + page;
    });
}

final AsyncCondition changed = new AsyncCondition();
final List<String> basket = new ArrayList<>();

void fill(String item) {
    try (var _ = changed.hold()) {
        basket.add(item);
        changed.notifyOne();
    }
}

void checkOut() {
    try (var _ = changed.hold()) {
        changed.awaitFor(() -> basket.size() >= 2);
        IO.println("paid for " + basket);
    }
}

void main() {
    run(() -> {
        gather(() -> withdraw(10), () -> withdraw(20), () -> withdraw(30));
        IO.println("balance " + balance);

        List<String> pages = gather(
                () -> fetch(1), () -> fetch(2), () -> fetch(3), () -> fetch(4), () -> fetch(5));
        IO.println(pages.getLast() + ", at most " + most + " at once");

        gather(() -> checkOut(), () -> fill("tea"), () -> fill("cake"));
    });
}
