package asyncio4j.io.kit;

import asyncio4j.Action;
import asyncio4j.RunOptions;
import asyncio4j.Runner;
import asyncio4j.spi.LoopConfig;
import java.util.function.UnaryOperator;

/** Runs tests of streams on the sockets of the machine, or on the network that somebody puts in their place. */
public final class OnNetwork {
    private static volatile UnaryOperator<LoopConfig> network = UnaryOperator.identity();

    private OnNetwork() {}

    /** From now on tests run on loops with this network. */
    public static void use(UnaryOperator<LoopConfig> other) {
        network = other;
    }

    /** A runner whose loop has that network. */
    public static Runner runner() {
        return new Runner(RunOptions.defaults()
                .withLoopFactory(() -> network.apply(LoopConfig.defaults()).newLoop()));
    }

    /** Runs {@code main} on it. */
    public static void run(Action main) {
        try (var runner = runner()) {
            runner.run(main);
        }
    }
}
