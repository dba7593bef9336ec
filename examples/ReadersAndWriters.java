// Many tasks read at a time, one writes alone; a value is loaded once; a latch waits until all are ready.
import static asyncio4j.Asyncio.*;

import asyncio4j.sync.AsyncLatch;
import asyncio4j.sync.AsyncOnce;
import asyncio4j.sync.AsyncRWLock;
import java.util.Map;
import java.util.TreeMap;

final AsyncRWLock prices = new AsyncRWLock("prices");
final Map<String, Integer> table = new TreeMap<>();
int reading;
int most;

int price(String item) {
    try (var _ = prices.read()) {
        most = Math.max(most, ++reading);
        sleep(millis(20)); // several at a time
        reading--;
        return table.get(item);
    }
}

void raise(int percent) {
    prices.withWrite(() -> {
        for (var entry : table.entrySet()) {
            sleep(millis(20)); // nobody sees a table that is half changed
            entry.setValue(entry.getValue() * (100 + percent) / 100);
        }
    });
}

final AsyncOnce<Map<String, Integer>> catalogue = new AsyncOnce<>("catalogue", () -> {
    IO.println("loading the catalogue");
    sleep(millis(50));
    return Map.of("tea", 100, "cake", 200);
});

void main() {
    run(() -> {
        var ready = new AsyncLatch(3);
        for (int i = 0; i < 3; i++) {
            createTask(() -> {
                table.putAll(catalogue.get()); // loaded by the first, awaited by the others
                ready.countDown();
            });
        }
        ready.await();
        IO.println("ready");

        var before = createTask(() -> price("tea"));
        var other = createTask(() -> price("cake"));
        var raise = createTask(() -> raise(10));
        var after = createTask(() -> price("tea")); // does not overtake the writer
        gather(before, other, raise, after);
        IO.println("tea " + before.result() + ", then " + after.result() + "; " + most + " read at once");
        IO.println(prices.statistics().granted() + " had to wait");
    });
}
