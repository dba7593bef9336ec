package asyncio4j.internal.task;

import asyncio4j.Action;
import asyncio4j.Context;
import asyncio4j.internal.loop.ContextCell;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/// A context with an identity of its own, shared by whoever runs in it.
final class ContextImpl implements Context {
    @Nullable
    Vars vars; // of whoever runs in it, one at a time

    final Object identity; // what tokens made in it remember

    ContextImpl(@Nullable Vars vars) {
        this.vars = vars;
        identity = this;
    }

    /// The context that `cell` has been running in so far.
    ContextImpl(@Nullable Vars vars, ContextCell cell) {
        this.vars = vars;
        identity = cell;
    }

    @Override
    public <T extends @Nullable Object> T run(Callable<? extends T> body) {
        Objects.requireNonNull(body, "body");
        ContextCell cell = Contexts.cell();
        Object before = cell.vars();
        cell.vars(this);
        try {
            return body.call();
        } catch (Exception e) {
            throw Sneaky.rethrow(e);
        } finally {
            cell.vars(before);
        }
    }

    @Override
    public void run(Action body) {
        run(ThreadCall.callable(body));
    }
}
