package asyncio4j.internal.loop;

import asyncio4j.internal.engine.Strand;

/// Something that needs a stack for its first step: a task that has not begun.
public interface Startable {
    /// Runs it, on `strand`, which is its own until this returns.
    void start(Strand strand);
}
