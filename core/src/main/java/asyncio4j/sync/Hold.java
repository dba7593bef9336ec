package asyncio4j.sync;

/// Something acquired, until closed.
///
/// ```java
/// try (var _ = lock.hold()) {
///     ...
/// }
/// ```
///
/// @since 0.1
@FunctionalInterface
public interface Hold extends AutoCloseable {
    /// Releases it; closing twice does nothing more.
    @Override
    void close();
}
