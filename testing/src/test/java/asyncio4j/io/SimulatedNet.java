package asyncio4j.io;

import asyncio4j.io.kit.OnNetwork;
import asyncio4j.testing.SimulatedNetwork;
import asyncio4j.testing.VirtualClock;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Puts a simulated network under the tests of a class. */
final class SimulatedNet implements BeforeAllCallback, AfterAllCallback {
    private static final long SEED = 6;

    @Override
    public void beforeAll(ExtensionContext context) {
        OnNetwork.use(config -> new VirtualClock().on(SimulatedNetwork.of(SEED).on(config)));
        OnNetwork.run(() -> SimulatedNetwork.current()); // or it would be the machine's that is tested
    }

    @Override
    public void afterAll(ExtensionContext context) {
        OnNetwork.use(UnaryOperator.identity());
    }
}
