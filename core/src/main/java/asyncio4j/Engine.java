package asyncio4j;

/// How a loop runs the stacks of its tasks.
///
/// Chosen by [RunOptions#withEngine], else by `-Dasyncio4j.engine=scheduler|baton`, else `AUTO`.
///
/// @since 0.1
public enum Engine {
    /// SCHEDULER where the JVM permits it, else BATON (told once in debug mode).
    AUTO,
    /// Tasks run on the loop's own thread and blocking JDK calls suspend only their task. Needs
    /// `--add-opens java.base/java.lang=ALL-UNNAMED` (class path) or `=asyncio4j` (module path).
    SCHEDULER,
    /// Tasks are ordinary virtual threads that hand a baton on; needs no flags, blocking JDK calls hold the loop.
    BATON
}
