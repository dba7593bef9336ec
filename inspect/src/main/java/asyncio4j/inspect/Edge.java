package asyncio4j.inspect;

/// A wait of one task for another.
///
/// @param from the task that waits
/// @param to the task that can end the wait
/// @param what what is waited for, in words
/// @since 0.1
public record Edge(TaskRef from, TaskRef to, String what) {}
