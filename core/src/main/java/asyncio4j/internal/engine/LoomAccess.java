package asyncio4j.internal.engine;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.invoke.VarHandle;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/// All reflection into `java.lang`: virtual threads with a scheduler of their own. Checked once, by trying it.
final class LoomAccess {
    private static final int NO_INHERIT_THREAD_LOCALS = 1 << 2; // as Thread.NO_INHERIT_THREAD_LOCALS
    private static final @Nullable LoomAccess INSTANCE;
    private static final String REASON;

    static {
        LoomAccess access = null;
        String reason = "java.base/java.lang is open";
        try {
            access = new LoomAccess();
            LoomSelfTest.run(access);
        } catch (IllegalAccessException e) {
            access = null;
            reason = "java.base/java.lang is not open to " + self() + " (start java with " + flag() + ")";
        } catch (Throwable e) {
            access = null;
            reason = "this JDK (" + Runtime.version() + ") is not supported: " + e;
        }
        INSTANCE = access;
        REASON = reason;
    }

    private static final Executor DEFAULT_SCHEDULER = INSTANCE == null ? Runnable::run : INSTANCE.defaultScheduler;

    private final MethodHandle newVirtualThread;
    private final Executor defaultScheduler;
    private final VarHandle threadLocals;
    private final VarHandle inheritableThreadLocals;

    private LoomAccess() throws Throwable {
        var lookup = MethodHandles.privateLookupIn(Thread.class, MethodHandles.lookup());
        Class<?> builders = Class.forName("java.lang.ThreadBuilders");
        Class<?> virtual = Class.forName("java.lang.VirtualThread");
        Class<?> map = Class.forName("java.lang.ThreadLocal$ThreadLocalMap");
        newVirtualThread = lookup.findStatic(
                builders,
                "newVirtualThread",
                MethodType.methodType(Thread.class, Executor.class, String.class, int.class, Runnable.class));
        var scheduler = lookup.findStatic(virtual, "defaultScheduler", MethodType.methodType(Executor.class));
        defaultScheduler = (Executor) scheduler.invoke();
        threadLocals = lookup.findVarHandle(Thread.class, "threadLocals", map);
        inheritableThreadLocals = lookup.findVarHandle(Thread.class, "inheritableThreadLocals", map);
    }

    static @Nullable LoomAccess instance() {
        return INSTANCE;
    }

    /// Why it is there or not.
    static String reason() {
        return REASON;
    }

    /// The flag that permits it, for where these classes are.
    static String flag() {
        return "--add-opens java.base/java.lang=" + self();
    }

    private static String self() {
        Module m = LoomAccess.class.getModule();
        return m.isNamed() ? m.getName() : "ALL-UNNAMED";
    }

    /// Runs a virtual thread's continuation on the JDK's own scheduler.
    static void runElsewhere(Runnable continuation) {
        DEFAULT_SCHEDULER.execute(continuation);
    }

    /// An unstarted virtual thread that `scheduler` runs; it inherits no thread-locals.
    Thread newThread(Executor scheduler, Runnable main) {
        try {
            Thread t = (Thread) newVirtualThread.invokeExact(scheduler, (String) null, NO_INHERIT_THREAD_LOCALS, main);
            ClassLoader loader = Thread.currentThread().getContextClassLoader();
            if (t.getContextClassLoader() != loader) {
                t.setContextClassLoader(loader);
            }
            return t;
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    void clearThreadLocals(Thread t) {
        if (threadLocals.get(t) != null) {
            threadLocals.set(t, null);
        }
        if (inheritableThreadLocals.get(t) != null) {
            inheritableThreadLocals.set(t, null);
        }
    }
}
