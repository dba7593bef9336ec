package asyncio4j;

/// A line or separator did not come within the reader's limit.
///
/// @since 0.1
public final class LimitOverrunException extends RuntimeException {
    private final int consumed;

    /// @param consumed how many bytes were looked at
    public LimitOverrunException(int consumed) {
        this("Separator is not found, and chunk exceed the limit", consumed);
    }

    /// @param message what happened
    /// @param consumed how many bytes were looked at
    public LimitOverrunException(String message, int consumed) {
        super(message);
        this.consumed = consumed;
    }

    /// How many bytes were looked at.
    public int consumed() {
        return consumed;
    }
}
