package asyncio4j.internal.task;

import asyncio4j.Context;
import asyncio4j.internal.engine.Strand;
import asyncio4j.internal.loop.ContextCell;
import org.jspecify.annotations.Nullable;

/// The current context. A task, and the running callback, keep theirs in a [ContextCell]: the variables themselves,
/// or a [ContextImpl] once somebody needs its identity. Threads that are no loop's keep theirs in a thread-local.
public final class Contexts {
    private static final ThreadLocal<ThreadCell> OUTSIDE = ThreadLocal.withInitial(ThreadCell::new);

    private Contexts() {}

    private static final class ThreadCell implements ContextCell {
        private @Nullable Object context; // its own thread only

        @Override
        public @Nullable Object vars() {
            return context;
        }

        @Override
        public void vars(@Nullable Object value) {
            context = value;
        }
    }

    static ContextCell cell() {
        Strand s = Strand.current();
        return s != null && s.job instanceof ContextCell c ? c : OUTSIDE.get();
    }

    static @Nullable Vars vars(@Nullable Object context) {
        return context instanceof ContextImpl c ? c.vars : (Vars) context;
    }

    /// What a new task or callback starts with: the current values.
    static @Nullable Object capture() {
        return vars(cell().vars());
    }

    /// A copy of the current context.
    public static Context copy() {
        return new ContextImpl(vars(cell().vars()));
    }

    /// The value of `key`, else `fallback`.
    public static @Nullable Object lookUp(Object key, @Nullable Object fallback) {
        return Vars.get(vars(cell().vars()), key, fallback);
    }

    /// Sets `key` in the current context.
    public static void set(Object key, @Nullable Object value) {
        ContextCell cell = cell();
        replace(cell, Vars.with(vars(cell.vars()), key, value));
    }

    /// Takes `key` out of the current context.
    public static void unset(Object key) {
        ContextCell cell = cell();
        replace(cell, Vars.without(vars(cell.vars()), key));
    }

    private static void replace(ContextCell cell, @Nullable Vars vars) {
        if (cell.vars() instanceof ContextImpl shared) {
            shared.vars = vars;
        } else {
            cell.vars(vars);
        }
    }

    /// What tells the current context from others.
    public static Object identity() {
        ContextCell cell = cell();
        return cell.vars() instanceof ContextImpl c ? c.identity : cell;
    }
}
