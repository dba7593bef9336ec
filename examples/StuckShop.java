// A shop that stands still for a while: something to ask with `asyncio4j ps`, `why`, `pstree` and `locks`. The argument
// says for how many seconds.
import static asyncio4j.Asyncio.*;

import asyncio4j.TaskGroup;
import asyncio4j.sync.AsyncLock;
import java.time.Duration;

final AsyncLock stock = new AsyncLock("stock");

void fetchPrices(Duration time) {
    sleep(time);
}

void refill(Duration time) {
    try (var _ = stock.hold()) {
        createTask("fetch-prices", () -> fetchPrices(time)).await();
    }
}

void checkout() {
    try (var _ = stock.hold()) {
        IO.println(currentTask().name() + " sold");
    }
}

void main(String[] args) {
    Duration time = args.length == 0 ? millis(50) : seconds(Double.parseDouble(args[0]));
    run(() -> taskGroup((TaskGroup shop) -> {
        shop.createTask("refill", () -> refill(time));
        shop.createTask("checkout-17", () -> checkout());
        shop.createTask("checkout-18", () -> checkout());
    }));
}
