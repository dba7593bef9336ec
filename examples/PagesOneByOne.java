// A generator asks for the next page only when somebody wants it, and cleans up when the reader stops early.
import static asyncio4j.Asyncio.*;

import asyncio4j.iter.AsyncGenerator;

String fetch(int number) {
    sleep(millis(50));
    return "page " + number;
}

AsyncGenerator<String> pages() {
    return AsyncGenerator.of(y -> {
        IO.println("connect");
        try {
            for (int i = 1; ; i++) {
                y.emit(fetch(i));
            }
        } finally {
            sleep(millis(50)); // awaiting is allowed here
            IO.println("disconnect");
        }
    });
}

void main() {
    run(() -> {
        try (var pages = pages()) {
            for (String page : pages) {
                IO.println(page);
                if (page.equals("page 3")) {
                    break;
                }
            }
        }
        IO.println("left");

        List<Integer> lengths = pages().take(4).mapConcurrent(2, page -> page.length()).toList();
        IO.println(lengths);
    });
}
