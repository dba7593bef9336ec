package asyncio4j;

/// The stream ended before the requested bytes were there.
///
/// @since 0.1
public final class IncompleteReadException extends RuntimeException {
    private final transient byte[] partial;
    private final int expected;

    /// @param partial what could be read
    /// @param expected how many bytes were asked for, -1 when that is not known
    public IncompleteReadException(byte[] partial, int expected) {
        super(partial.length + " bytes read on a total of " + (expected < 0 ? "undefined" : expected)
                + " expected bytes");
        this.partial = partial.clone();
        this.expected = expected;
    }

    /// What could be read before the end.
    public byte[] partial() {
        return partial.clone();
    }

    /// How many bytes were asked for, -1 when that is not known.
    public int expected() {
        return expected;
    }
}
