// A channel joins a plain thread and a loop. Select takes whatever comes first.
import static asyncio4j.Asyncio.*;

import asyncio4j.sync.AsyncChannel;

final AsyncChannel<Integer> measured = new AsyncChannel<>(2);
final AsyncChannel<String> alarms = new AsyncChannel<>(0);
final AsyncChannel<String> letters = new AsyncChannel<>(0);

void measure() { // on a plain thread
    for (int degrees = 18; degrees <= 22; degrees++) {
        measured.send(degrees); // blocks while the channel is full
    }
    measured.close(); // no more sends; what is there can still be received
}

String next() {
    String news = AsyncChannel.<String>select()
            .receive(alarms, (String what) -> "alarm: " + what)
            .receive(letters, (String what) -> "letter: " + what)
            .deadline(millis(500), () -> "nothing new")
            .await();
    return news;
}

void main() throws InterruptedException {
    Thread sensor = Thread.ofPlatform().start(this::measure);
    run(() -> {
        int sum = 0;
        for (int degrees : measured) { // suspends while there is nothing; ends when closed and drained
            sum += degrees;
        }
        IO.println("sum " + sum);

        Thread.ofVirtual().start(() -> letters.send("hello"));
        IO.println(next());
        createTask(() -> alarms.send("fire"));
        IO.println(next());
        IO.println(next());
    });
    sensor.join();
}
