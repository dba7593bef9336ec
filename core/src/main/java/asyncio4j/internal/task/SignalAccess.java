package asyncio4j.internal.task;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Proxy;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// `sun.misc.Signal`, through method handles, so that asyncio4j compiles and runs without module jdk.unsupported.
final class SignalAccess {
    private static final @Nullable SignalAccess INSTANCE = find();

    private final Class<?> handlerType;
    private final MethodHandle newSignal;
    private final MethodHandle handle;

    private SignalAccess() throws ReflectiveOperationException {
        Class<?> signalType = Class.forName("sun.misc.Signal");
        handlerType = Class.forName("sun.misc.SignalHandler");
        var lookup = MethodHandles.publicLookup();
        newSignal = lookup.findConstructor(signalType, MethodType.methodType(void.class, String.class))
                .asType(MethodType.methodType(Object.class, String.class));
        handle = lookup.findStatic(signalType, "handle", MethodType.methodType(handlerType, signalType, handlerType))
                .asType(MethodType.methodType(Object.class, Object.class, Object.class));
    }

    private static @Nullable SignalAccess find() {
        try {
            return new SignalAccess();
        } catch (ReflectiveOperationException | LinkageError e) {
            return null;
        }
    }

    /// `INT` for "INT", "SIGINT" and "int".
    static String canonical(String name) {
        String upper = name.toUpperCase(Locale.ROOT);
        return upper.startsWith("SIG") ? upper.substring(3) : upper;
    }

    /// Makes `handler` (a Runnable, or what an earlier call returned) handle `signal`; returns what did before.
    ///
    /// @throws IllegalArgumentException for an unknown signal
    /// @throws IllegalStateException when it cannot be handled here
    static Object install(String signal, Object handler) {
        SignalAccess access = INSTANCE;
        if (access == null) {
            throw new IllegalStateException("signals need module jdk.unsupported, which is not there");
        }
        if (signal.equals("KILL") || signal.equals("STOP")) {
            throw new IllegalStateException("signal " + signal + " cannot be caught");
        }
        return access.handle(signal, handler instanceof Runnable r ? access.proxy(r) : handler);
    }

    private Object handle(String signal, Object handler) {
        Object s;
        try {
            s = newSignal.invokeExact(signal);
        } catch (Throwable e) {
            throw new IllegalArgumentException("unknown signal: " + signal, e);
        }
        try {
            return handle.invokeExact(s, handler);
        } catch (Throwable e) {
            throw new IllegalStateException("signal " + signal + " cannot be handled here: " + e.getMessage(), e);
        }
    }

    private Object proxy(Runnable r) {
        return Proxy.newProxyInstance(
                handlerType.getClassLoader(), new Class<?>[] {handlerType}, (self, method, args) -> {
                    switch (method.getName()) {
                        case "handle" -> r.run();
                        case "equals" -> {
                            return self == args[0];
                        }
                        case "hashCode" -> {
                            return System.identityHashCode(self);
                        }
                        default -> {
                            return "asyncio4j signal handler";
                        }
                    }
                    return null;
                });
    }
}
