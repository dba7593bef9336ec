package asyncio4j.behaviour;

import static asyncio4j.Asyncio.createTask;
import static asyncio4j.Asyncio.currentTask;
import static asyncio4j.Asyncio.run;
import static asyncio4j.Asyncio.seconds;
import static asyncio4j.Asyncio.sleep;
import static asyncio4j.Asyncio.yieldNow;

import asyncio4j.CancelledError;
import asyncio4j.KeyboardInterruptException;
import java.io.IOException;

/** What {@link RunSigintTest} interrupts: prints "ready" when it may be, and then what came of it. */
final class SigintProgram {
    private SigintProgram() {}

    /** Runs the scene named by the only argument. */
    public static void main(String[] args) throws IOException {
        try {
            switch (args[0]) {
                case "unhandled" -> run(SigintProgram::unhandled);
                case "handled" -> say("returned " + run(SigintProgram::handled));
                case "stubborn" -> run(SigintProgram::stubborn);
                case "cancelled too" -> run(SigintProgram::cancelledToo);
                case "after" -> after();
                default -> throw new IllegalArgumentException(args[0]);
            }
        } catch (KeyboardInterruptException e) {
            say("KeyboardInterruptException");
        } catch (CancelledError e) {
            say("CancelledError");
        }
    }

    private static void unhandled() {
        createTask(() -> {
            try {
                sleep(seconds(3600));
            } finally {
                say("left-over cleaned up");
            }
        });
        yieldNow();
        try {
            say("ready");
            sleep(seconds(3600));
        } finally {
            sleep(seconds(0.01));
            say("main cleaned up");
        }
    }

    private static int handled() {
        try {
            say("ready");
            sleep(seconds(3600));
            return 0;
        } catch (CancelledError e) {
            return 5;
        }
    }

    private static void stubborn() {
        try {
            say("ready");
            sleep(seconds(3600));
        } catch (CancelledError e) {
            say("ready again");
            sleep(seconds(3600));
        }
    }

    private static void cancelledToo() {
        var main = currentTask();
        createTask(() -> main.cancel("by another task"));
        try {
            sleep(seconds(3600));
        } finally {
            say("ready");
            sleep(seconds(3600));
        }
    }

    private static void after() throws IOException {
        run(() -> yieldNow());
        say("ready");
        say("read " + System.in.read());
    }

    private static void say(String line) {
        System.out.println(line);
        System.out.flush();
    }
}
