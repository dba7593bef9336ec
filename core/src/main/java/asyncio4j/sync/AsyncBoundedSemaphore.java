package asyncio4j.sync;

/// An [AsyncSemaphore] that refuses more releases than acquisitions.
///
/// @since 0.1
public final class AsyncBoundedSemaphore extends AsyncSemaphore {
    private final int bound;

    /// @param permits how many there are, and never more
    /// @throws IllegalArgumentException if negative
    public AsyncBoundedSemaphore(int permits) {
        super(permits);
        bound = permits;
    }

    /// One permit.
    public AsyncBoundedSemaphore() {
        this(1);
    }

    /// Gives a permit back.
    ///
    /// @throws IllegalStateException if all permits are free already
    @Override
    public void release() {
        if (permits() >= bound) {
            throw new IllegalStateException(
                    "BoundedSemaphore released too many times: all " + bound + " permits are free");
        }
        super.release();
    }
}
