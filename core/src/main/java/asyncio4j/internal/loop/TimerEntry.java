package asyncio4j.internal.loop;

/// Something that becomes due at a time.
public abstract class TimerEntry {
    static final int OUT = -1;

    int order; // of scheduling; wraps around; loop only
    int index = OUT; // in the heap; loop only

    /// Called on the carrier when it is due: puts what is to run into the ready queue.
    protected abstract void due(LoopCore core);

    /// Whether it was cancelled before the loop knew of it.
    protected boolean cancelled() {
        return false;
    }

    /// Whether it is still to come.
    public final boolean scheduled() {
        return index != OUT;
    }
}
