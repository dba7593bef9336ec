package asyncio4j.testing;

import asyncio4j.Action;
import java.lang.annotation.Annotation;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;
import org.junit.platform.commons.support.AnnotationSupport;
import org.junit.platform.commons.support.HierarchyTraversalMode;
import org.junit.platform.commons.support.ReflectionSupport;

/// What [Explore] does. JUnit's own calls of lifecycle methods are left out: each run makes them anew.
final class ExploreExtension extends OneInvocation implements InvocationInterceptor, ParameterResolver {
    @Override
    public void interceptBeforeEachMethod(
            Invocation<@Nullable Void> call, ReflectiveInvocationContext<Method> method, ExtensionContext context) {
        call.skip();
    }

    @Override
    public void interceptAfterEachMethod(
            Invocation<@Nullable Void> call, ReflectiveInvocationContext<Method> method, ExtensionContext context) {
        call.skip();
    }

    @Override
    public void interceptTestTemplateMethod(
            Invocation<@Nullable Void> call, ReflectiveInvocationContext<Method> method, ExtensionContext context) {
        call.skip();
        ExploreOptions options = options(method.getExecutable(), context.getRequiredTestClass());
        Action body = () -> run(context.getRequiredTestClass(), method);
        Replay replay = method.getExecutable().getAnnotation(Replay.class);
        if (replay == null) {
            Simulation.explore(options, body).throwIfFailed();
        } else {
            Simulation.replay(replay.value(), options, body);
        }
    }

    private static ExploreOptions options(Method method, Class<?> type) {
        Explore asked = AnnotationSupport.findAnnotation(method, Explore.class).orElseThrow();
        ExploreOptions options = ExploreOptions.defaults()
                .withName(type.getSimpleName() + "." + method.getName())
                .withRuns(asked.runs())
                .withStrategy(asked.strategy())
                .withSeed(asked.seed())
                .withJitter(asked.jitter())
                .withLeakCheck(asked.leakCheck())
                .withEngine(asked.engine());
        if (asked.depth() != 0) {
            options = options.withDepth(asked.depth());
        }
        for (String task : asked.cancel()) {
            options = options.withFault(new Fault.CancelEverywhere(task));
        }
        if (asked.earlyTimeouts()) {
            options = options.withFault(new Fault.EarlyTimeouts());
        }
        return asked.spuriousDelays() ? options.withFault(new Fault.SpuriousDelays()) : options;
    }

    // ---- one run ----

    private static void run(Class<?> type, ReflectiveInvocationContext<Method> method) {
        List<Object> instances = instances(type);
        Throwable failure = null;
        try {
            for (Object instance : instances) {
                callAll(instance, BeforeEach.class, HierarchyTraversalMode.TOP_DOWN);
            }
            new MethodCall(method.getExecutable(), instances.getLast(), method.getArguments()).run();
        } catch (Throwable e) {
            failure = e;
        }
        for (Object instance : instances.reversed()) {
            try {
                callAll(instance, AfterEach.class, HierarchyTraversalMode.BOTTOM_UP);
            } catch (Throwable e) {
                if (failure == null) {
                    failure = e;
                } else if (failure != e) {
                    failure.addSuppressed(e);
                }
            }
        }
        if (failure != null) {
            throw Sneaky.<RuntimeException>thrown(failure);
        }
    }

    /// Fresh ones: of a nested class the outer instances, too, outermost first.
    private static List<Object> instances(Class<?> type) {
        var all = new ArrayList<Object>();
        Class<?> outer = type.getEnclosingClass();
        if (outer != null && !Modifier.isStatic(type.getModifiers())) {
            all.addAll(instances(outer));
        }
        all.add(made(type, all.isEmpty() ? null : all.getLast()));
        return all;
    }

    private static Object made(Class<?> type, @Nullable Object outer) {
        Constructor<?> constructor = type.getDeclaredConstructors()[0];
        if (constructor.getParameterCount() != (outer == null ? 0 : 1)) {
            throw new IllegalStateException("an explored test's class is made anew for each run, and needs a "
                    + "constructor without parameters: " + type.getName());
        }
        return outer == null ? ReflectionSupport.newInstance(type) : ReflectionSupport.newInstance(type, outer);
    }

    private static void callAll(Object instance, Class<? extends Annotation> kind, HierarchyTraversalMode order) {
        for (Method method : AnnotationSupport.findAnnotatedMethods(instance.getClass(), kind, order)) {
            new MethodCall(method, instance, List.of()).run();
        }
    }

    // ---- parameters: made in each run ----

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return MethodCall.gives(parameter.getParameter().getType());
    }

    @Override
    public @Nullable Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return null;
    }
}
