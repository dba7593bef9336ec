package asyncio4j.kit;

import asyncio4j.Action;
import asyncio4j.Awaitable;
import asyncio4j.RunOptions;
import asyncio4j.Runner;

/** Runs bodies on a loop with virtual time: sleeps cost nothing and the time of every event is exact. */
public final class Loops {
    private Loops() {}

    /** Runs {@code main} with virtual time. */
    public static <T> T virtual(Awaitable<? extends T> main) {
        try (var runner = new Runner(RunOptions.defaults().withLoopFactory(VirtualTime::newLoop))) {
            return runner.run(main);
        }
    }

    /** Runs {@code main} with virtual time. */
    public static void virtual(Action main) {
        virtual(() -> {
            main.run();
            return null;
        });
    }
}
