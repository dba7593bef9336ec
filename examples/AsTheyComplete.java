// asCompleted hands results over as they arrive, the quickest first. A failure concerns its own job only.
import static asyncio4j.Asyncio.*;

import asyncio4j.AsyncFuture;
import asyncio4j.Awaitable;

String resize(String image, long ms) throws IOException {
    sleep(millis(ms));
    if (image.endsWith(".txt")) {
        throw new IOException(image + " is not an image");
    }
    return image + " resized";
}

void main() {
    run(() -> {
        List<Awaitable<String>> jobs = List.of(
                () -> resize("large.png", 300), () -> resize("notes.txt", 200), () -> resize("small.png", 100));
        for (AsyncFuture<String> next : asCompleted(jobs)) {
            try {
                IO.println(next.await(IOException.class));
            } catch (IOException e) {
                IO.println("skipped: " + e.getMessage());
            }
        }
    });
}
