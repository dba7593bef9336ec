// Three fetches at once take as long as the slowest one; gather returns the results in the order of its arguments.
import static asyncio4j.Asyncio.*;

String fetch(String page, long ms) {
    IO.println("fetching " + page);
    sleep(millis(ms)); // suspends this task only
    IO.println("got " + page);
    return page.toUpperCase();
}

void main() {
    run(() -> {
        double start = getRunningLoop().time();
        List<String> pages = gather(() -> fetch("home", 300), () -> fetch("news", 200), () -> fetch("help", 100));
        double took = getRunningLoop().time() - start;
        IO.println(pages);
        IO.println("faster than one after another: " + (took < 0.6));
    });
}
