package asyncio4j.spi;

/// A loop's clock.
///
/// @since 0.1
@FunctionalInterface
public interface LoopClock {
    /// The time of the machine: `System.nanoTime`.
    LoopClock SYSTEM = System::nanoTime;

    /// Nanoseconds, monotonic, of arbitrary origin. Any thread; must not block.
    long nanos();
}
