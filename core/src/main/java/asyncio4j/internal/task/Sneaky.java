package asyncio4j.internal.task;

/// Throws checked exceptions where they are not declared.
public final class Sneaky {
    private Sneaky() {}

    /// Throws `failure` itself; the return type lets callers write `throw rethrow(e)`.
    public static RuntimeException rethrow(Throwable failure) {
        throw Sneaky.<RuntimeException>as(failure);
    }

    @SuppressWarnings("unchecked")
    private static <X extends Throwable> X as(Throwable failure) throws X {
        throw (X) failure;
    }
}
