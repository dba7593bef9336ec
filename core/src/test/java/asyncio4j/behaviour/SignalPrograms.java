package asyncio4j.behaviour;

import static asyncio4j.Asyncio.currentTask;
import static asyncio4j.Asyncio.getRunningLoop;
import static asyncio4j.Asyncio.newEventLoop;
import static asyncio4j.Asyncio.run;
import static asyncio4j.Asyncio.seconds;
import static asyncio4j.Asyncio.sleep;

import asyncio4j.AsyncFuture;
import asyncio4j.ContextVar;
import asyncio4j.EventLoop;
import asyncio4j.KeyboardInterruptException;

/** Programs that {@link SignalsTest} starts in JVMs of their own and sends signals to. */
final class SignalPrograms {
    private static final ContextVar<String> USER = ContextVar.of("user", "nobody");

    private SignalPrograms() {}

    public static void main(String[] args) throws Exception {
        switch (args[0]) {
            case "each" -> each();
            case "replaced" -> replaced();
            case "closed" -> closed();
            case "removed" -> removed();
            case "interrupt" -> interrupt();
            case "context" -> context();
            case "forever" -> forever();
            default -> throw new IllegalArgumentException(args[0]);
        }
    }

    private static void each() {
        run(() -> {
            EventLoop loop = getRunningLoop();
            AsyncFuture<Void> done = loop.createFuture();
            loop.addSignalHandler("HUP", () -> print("hup " + (getRunningLoop() == loop) + " " + currentTask()));
            loop.addSignalHandler("TERM", () -> done.setResult(null));
            print("ready");
            done.await();
            print("removed " + loop.removeSignalHandler("HUP") + " " + loop.removeSignalHandler("HUP"));
            sleep(seconds(60));
        });
    }

    private static void replaced() {
        run(() -> {
            getRunningLoop().addSignalHandler("HUP", () -> print("first handler"));
            getRunningLoop().addSignalHandler("HUP", () -> print("second handler"));
            print("ready");
            sleep(seconds(60));
        });
    }

    private static void closed() throws Exception {
        var loop = newEventLoop();
        for (String signal : new String[] {"INT", "TERM", "HUP"}) {
            loop.addSignalHandler(signal, () -> print("handled"));
        }
        loop.close();
        print("ready");
        Thread.sleep(60_000);
    }

    private static void removed() {
        run(() -> {
            getRunningLoop().addSignalHandler("TERM", () -> print("handled"));
            print("removed " + getRunningLoop().removeSignalHandler("TERM"));
            print("ready");
            sleep(seconds(60));
        });
    }

    private static void interrupt() {
        try {
            run(() -> {
                getRunningLoop().addSignalHandler("HUP", () -> print("hup"));
                getRunningLoop().addSignalHandler("INT", () -> {
                    print("int");
                    getRunningLoop().removeSignalHandler("INT");
                    print("int removed");
                });
                print("ready");
                sleep(seconds(60));
            });
        } catch (KeyboardInterruptException e) {
            print("keyboard interrupt");
        }
    }

    private static void context() {
        run(() -> {
            USER.set("alice");
            AsyncFuture<Void> done = getRunningLoop().createFuture();
            getRunningLoop().addSignalHandler("HUP", () -> {
                print("user " + USER.get());
                done.setResult(null);
            });
            USER.set("bob");
            print("ready");
            done.await();
        });
    }

    private static void forever() {
        try (var loop = newEventLoop()) {
            loop.addSignalHandler("TERM", loop::stop);
            loop.callSoon(() -> print("ready"));
            loop.runForever();
            print("stopped");
        }
    }

    private static void print(String line) {
        System.out.println(line);
        System.out.flush();
    }
}
