package asyncio4j.internal.task;

import java.util.ArrayList;

/// Stack traces as the user sees them: without the runtime's own frames.
final class Stacks {
    static final StackTraceElement[] NONE = {};
    private static final String BODY = TaskImpl.class.getName(); // its frames are below every body

    private Stacks() {}

    /// Of a task's thread: from where it is suspended down to its body.
    static StackTraceElement[] ofTask(StackTraceElement[] trace) {
        int end = trace.length;
        for (int i = trace.length - 1; i >= 0; i--) {
            if (trace[i].getClassName().equals(BODY) && trace[i].getMethodName().equals("start")) {
                end = i;
                break;
            }
        }
        var frames = new ArrayList<StackTraceElement>();
        boolean top = true;
        for (int i = 0; i < end; i++) {
            String c = trace[i].getClassName();
            top = top && isSwitch(c);
            if (!top && !c.startsWith("asyncio4j.internal.")) {
                frames.add(trace[i]);
            }
        }
        return frames.toArray(NONE);
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
        for (StackTraceElement f : stack) {
            if (!isOurs(f.getClassName()) && f.getLineNumber() >= 0) {
                return " at " + f.getFileName() + ":" + f.getLineNumber();
            }
        }
        return "";
    }

    /// The innermost frame that is neither ours nor the JDK's.
    static String user(StackTraceElement[] trace) {
        for (StackTraceElement f : trace) {
            String c = f.getClassName();
            if (!isOurs(c) && !c.startsWith("java.") && !c.startsWith("jdk.") && !c.startsWith("sun.")) {
                return f.toString();
            }
        }
        return "unknown";
    }

    private static boolean isOurs(String c) {
        return c.startsWith("asyncio4j.internal.")
                || c.startsWith("asyncio4j.sync.")
                || c.startsWith("asyncio4j.iter.")
                || c.startsWith("asyncio4j.spi.")
                || c.startsWith("asyncio4j.") && Character.isUpperCase(c.charAt("asyncio4j.".length()));
    }
}
