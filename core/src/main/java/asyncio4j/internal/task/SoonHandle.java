package asyncio4j.internal.task;

import asyncio4j.internal.loop.HandleImpl;

/// What `callSoon` and `callSoonThreadsafe` give out: only the loop may cancel it.
final class SoonHandle extends HandleImpl {
    private final EventLoopImpl loop;

    SoonHandle(EventLoopImpl loop, Runnable callback) {
        super(callback, Contexts.capture());
        this.loop = loop;
    }

    @Override
    public void cancel() {
        loop.checkAccess();
        super.cancel();
    }
}
