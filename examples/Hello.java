// The smallest program: run starts an event loop, sleep suspends the task, the result comes back out of run.
import static asyncio4j.Asyncio.*;

void main() {
    String answer = run(() -> {
        IO.println("Hello");
        sleep(millis(100));
        return "World";
    });
    IO.println(answer);
}
