package asyncio4j.internal.engine;

/// What runs on a stack: tasks, callbacks or the poller.
public interface StackBody {
    /// Runs on `strand`, until that ends.
    void runStack(Strand strand);
}
