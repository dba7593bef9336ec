package asyncio4j;

/// When [Asyncio#wait(java.util.Collection, ReturnWhen)] returns.
///
/// @since 0.1
public enum ReturnWhen {
    /// As soon as one is done.
    FIRST_COMPLETED,
    /// As soon as one has failed, or all are done.
    FIRST_EXCEPTION,
    /// When all are done.
    ALL_COMPLETED
}
