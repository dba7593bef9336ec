package asyncio4j.internal.task;

import asyncio4j.Task;
import asyncio4j.internal.engine.Strand;
import asyncio4j.spi.WaitTarget;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Stack traces as the user sees them: without the runtime's own frames.
final class Stacks {
    static final StackTraceElement[] NONE = {};
    private static final String TASK = TaskImpl.class.getName(); // what is below every body
    private static final String SIDE = SideStack.class.getName(); // what is below every producer

    private Stacks() {}

    /// Where `task` is suspended, innermost first. Any thread.
    static StackTraceElement[] of(TaskImpl<?> task) {
        Strand stack = task.strand();
        if (stack == null || task.isDone()) {
            return NONE;
        }
        var frames = new ArrayList<StackTraceElement>();
        for (Strand at = stack; at != null; ) {
            addUserFrames(at.thread().getStackTrace(), frames);
            SideStack side = task.loop.sides.get(at);
            at = side == null ? null : side.outer();
        }
        return task.strand() == stack ? frames.toArray(NONE) : NONE; // else it ended, and another may have begun there
    }

    /// The user's frames on `stack` alone. Any thread.
    static List<StackTraceElement> of(Strand stack) {
        var frames = new ArrayList<StackTraceElement>();
        addUserFrames(stack.thread().getStackTrace(), frames);
        return List.copyOf(frames);
    }

    /// What `task` does now, and where.
    static String doing(TaskImpl<?> task) {
        if (task.isDone()) {
            return task.stateText();
        }
        Strand stack = task.strand();
        if (stack == null) {
            return "not started";
        }
        WaitTarget target = task.waitingOn();
        String what = target != null
                ? "waiting on " + (target instanceof Task<?> t ? "task " + t.name() : target.name())
                : stack == task.loop.core.current() ? "running" : stack.foreign() ? "blocked" : "ready";
        return what + at(task.stack());
    }

    /// Adds the frames of a stack from where it is suspended down to the user's body.
    private static void addUserFrames(StackTraceElement[] trace, List<StackTraceElement> to) {
        int end = trace.length;
        for (int i = trace.length - 1; i >= 0; i--) {
            String c = trace[i].getClassName();
            if ((c.equals(TASK) || c.equals(SIDE)) && trace[i].getMethodName().equals("start")) {
                end = i;
                break;
            }
        }
        boolean top = true;
        for (int i = 0; i < end; i++) {
            String c = trace[i].getClassName();
            top = top && isSwitch(c);
            if (!top && !c.startsWith("asyncio4j.internal.")) {
                to.add(trace[i]);
            }
        }
    }

    private static boolean isSwitch(String c) {
        return c.equals("java.lang.VirtualThread")
                || c.equals("java.lang.Thread")
                || c.startsWith("java.lang.System$") // how LockSupport reaches a virtual thread
                || c.startsWith("jdk.internal.vm.")
                || c.startsWith("java.util.concurrent.locks.LockSupport")
                || c.startsWith("asyncio4j.internal.");
    }

    /// ` at App.java:42` for the innermost frame of the user's, or nothing.
    static String at(StackTraceElement[] stack) {
        StackTraceElement f = userFrame(stack);
        return f == null ? "" : " at " + f.getFileName() + ":" + f.getLineNumber();
    }

    /// The innermost frame of the user's, or of the JDK's if there is no other; null without one.
    static @Nullable StackTraceElement userFrame(StackTraceElement[] stack) {
        StackTraceElement shown = null;
        for (StackTraceElement f : stack) {
            if (!isOurs(f.getClassName()) && f.getLineNumber() >= 0) {
                if (!isJdk(f.getClassName())) {
                    return f;
                }
                shown = shown == null ? f : shown;
            }
        }
        return shown;
    }

    /// The innermost frame that is neither ours nor the JDK's.
    static String user(StackTraceElement[] trace) {
        for (StackTraceElement f : trace) {
            String c = f.getClassName();
            if (!isOurs(c) && !isJdk(c)) {
                return f.toString();
            }
        }
        return "unknown";
    }

    private static boolean isJdk(String c) {
        return c.startsWith("java.") || c.startsWith("jdk.") || c.startsWith("sun.");
    }

    private static boolean isOurs(String c) {
        return c.startsWith("asyncio4j.internal.")
                || c.startsWith("asyncio4j.sync.")
                || c.startsWith("asyncio4j.iter.")
                || c.startsWith("asyncio4j.spi.")
                || c.startsWith("asyncio4j.") && Character.isUpperCase(c.charAt("asyncio4j.".length()));
    }
}
