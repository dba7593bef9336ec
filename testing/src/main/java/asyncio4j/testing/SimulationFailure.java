package asyncio4j.testing;

/// A schedule was found in which the body fails; the message is the report, the cause is what the body threw.
///
/// @since 0.1
public final class SimulationFailure extends AssertionError {
    /// With the report as message.
    public SimulationFailure(String report, Throwable cause) {
        super(report, cause);
    }
}
