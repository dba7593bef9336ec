// A future is a place where one task waits for what another one brings: a mailbox, made of a list and a future.
// The fields are plain. Nothing else of the loop runs between two suspension points, so no lock is needed.
import static asyncio4j.Asyncio.*;

import asyncio4j.AsyncFuture;
import asyncio4j.Task;

final Map<String, Mailbox> room = new LinkedHashMap<>();

class Mailbox {
    private final Deque<String> letters = new ArrayDeque<>();
    private AsyncFuture<Void> arrival = getRunningLoop().createFuture();

    void post(String letter) {
        letters.add(letter);
        if (!arrival.isDone()) {
            arrival.setResult(null);
        }
    }

    String take() {
        while (letters.isEmpty()) {
            arrival = getRunningLoop().createFuture();
            arrival.await();
        }
        return letters.remove();
    }
}

void say(String who, String text) {
    room.values().forEach(box -> box.post(who + ": " + text));
}

void listen(String name) {
    Mailbox box = room.computeIfAbsent(name, n -> new Mailbox());
    for (String letter = box.take(); !letter.endsWith("bye"); letter = box.take()) {
        IO.println(name + " reads \"" + letter + "\"");
    }
}

void main() {
    run(() -> {
        Task<Void> ann = createTask("ann", () -> listen("ann"));
        Task<Void> bob = createTask("bob", () -> listen("bob"));
        yieldNow(); // let both enter the room
        say("host", "welcome");
        say("host", "how are you?");
        sleep(millis(50));
        say("host", "bye");
        gather(ann, bob);
        IO.println("the room is empty");
    });
}
