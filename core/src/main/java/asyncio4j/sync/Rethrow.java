package asyncio4j.sync;

/// Throws checked exceptions where they are not declared.
final class Rethrow {
    private Rethrow() {}

    /// Throws `failure` itself; the return type lets callers write `throw unchecked(e)`.
    static RuntimeException unchecked(Throwable failure) {
        throw Rethrow.<RuntimeException>as(failure);
    }

    @SuppressWarnings("unchecked")
    private static <X extends Throwable> X as(Throwable failure) throws X {
        throw (X) failure;
    }
}
