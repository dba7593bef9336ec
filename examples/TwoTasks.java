// createTask starts work in the background: it begins when the current task suspends, and await collects its result.
import static asyncio4j.Asyncio.*;

import asyncio4j.Task;

String brew(String drink, long ms) {
    IO.println(drink + ": started");
    sleep(millis(ms));
    IO.println(drink + ": ready");
    return drink;
}

void main() {
    run(() -> {
        Task<String> coffee = createTask(() -> brew("coffee", 200));
        Task<String> tea = createTask(() -> brew("tea", 100));
        IO.println("both ordered");
        IO.println("served: " + coffee.await() + ", " + tea.await());
    });
}
