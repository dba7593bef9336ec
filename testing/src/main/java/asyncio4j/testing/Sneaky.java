package asyncio4j.testing;

/// Throws what is not declared.
final class Sneaky {
    private Sneaky() {}

    /// Throws `failure` as it is; to be used as `throw Sneaky.<RuntimeException>thrown(e)`.
    @SuppressWarnings("unchecked") // that is the point
    static <X extends Throwable> X thrown(Throwable failure) throws X {
        throw (X) failure;
    }
}
