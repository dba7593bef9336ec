package asyncio4j.testing;

import org.jspecify.annotations.Nullable;

/// A schedule was found in which the body fails; the message is the report, the cause is what the body threw,
/// or this is suppressed there.
///
/// @since 0.1
public final class SimulationFailure extends AssertionError {
    /// With the report as message.
    public SimulationFailure(String report, @Nullable Throwable cause) {
        super(report, cause);
    }
}
