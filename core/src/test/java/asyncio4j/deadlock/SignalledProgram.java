package asyncio4j.deadlock;

import asyncio4j.Asyncio;
import asyncio4j.sync.AsyncEvent;

/** Waits for a signal and nothing else; the loop itself is not kept by anybody but the handler. */
final class SignalledProgram {
    private SignalledProgram() {}

    /** Prints when it waits and when it was woken. */
    public static void main(String[] args) {
        Asyncio.run(() -> {
            var event = new AsyncEvent();
            Asyncio.getRunningLoop().addSignalHandler("TERM", event::set);
            System.out.println("waiting");
            event.await();
            System.out.println("woken");
        });
    }
}
