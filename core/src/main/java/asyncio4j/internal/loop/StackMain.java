package asyncio4j.internal.loop;

/// What the loop runs on a stack set apart for it: the `job` of that stack.
interface StackMain {
    /// The body of the stack.
    void runStack();
}
