package asyncio4j.testing;

import asyncio4j.Asyncio;
import asyncio4j.EventLoop;
import asyncio4j.ExceptionGroup;
import asyncio4j.TaskGroup;
import java.lang.reflect.Method;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;
import org.junit.platform.commons.support.ReflectionSupport;

/// A call of a test's method in a task, which gives it what only a running task has.
///
/// @param arguments one for each parameter; those that this module gives are not looked at
record MethodCall(Method method, @Nullable Object target, List<?> arguments) {
    static MethodCall of(ReflectiveInvocationContext<Method> c) {
        return new MethodCall(c.getExecutable(), c.getTarget().orElse(null), c.getArguments());
    }

    /// Whether this module gives parameters of this type.
    static boolean gives(Class<?> type) {
        return type == EventLoop.class || type == VirtualClock.class || type == TaskGroup.class;
    }

    static boolean wantsGroup(Method method) {
        return List.of(method.getParameterTypes()).contains(TaskGroup.class);
    }

    void run() {
        if (wantsGroup(method)) {
            inGroup();
        } else {
            call(null);
        }
    }

    /// What the method itself throws stays what it is, unless tasks of the group failed, too.
    private void inGroup() {
        var own = new AtomicReference<@Nullable Throwable>();
        try {
            Asyncio.taskGroup(group -> {
                try {
                    call(group);
                } catch (Throwable e) {
                    own.set(e);
                    throw e;
                }
            });
        } catch (ExceptionGroup e) {
            Throwable body = own.get();
            if (body != null && e.exceptions().size() == 1 && e.exceptions().getFirst() == body) {
                throw Sneaky.<RuntimeException>thrown(body);
            }
            throw e;
        }
    }

    private void call(@Nullable TaskGroup group) {
        Class<?>[] types = method.getParameterTypes();
        var values = new @Nullable Object[types.length];
        for (int i = 0; i < types.length; i++) {
            if (types[i] == TaskGroup.class) {
                values[i] = group;
            } else if (types[i] == EventLoop.class) {
                values[i] = Asyncio.getRunningLoop();
            } else if (types[i] == VirtualClock.class) {
                values[i] = VirtualClock.current();
            } else {
                values[i] = arguments.get(i);
            }
        }
        ReflectionSupport.invokeMethod(method, target, values);
    }
}
