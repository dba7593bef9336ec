package asyncio4j.spi;

/// What a task is doing.
///
/// @since 0.1
public enum TaskState {
    /// It has not taken its first step.
    NEW,
    /// It waits for its turn.
    READY,
    /// It runs.
    RUNNING,
    /// It waits for a [WaitTarget].
    WAITING,
    /// It blocks in code that is not asyncio4j's (SCHEDULER only).
    BLOCKED,
    /// It has ended.
    DONE
}
