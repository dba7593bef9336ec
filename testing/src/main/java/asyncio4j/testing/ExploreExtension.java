package asyncio4j.testing;

import asyncio4j.Action;
import asyncio4j.Asyncio;
import asyncio4j.EventLoop;
import java.lang.annotation.Annotation;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolutionException;
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
            Invocation<@Nullable Void> call, ReflectiveInvocationContext<Method> method, ExtensionContext context)
            throws Throwable {
        call.skip();
        Class<?> type = context.getRequiredTestClass();
        ExploreOptions options = options(method.getExecutable(), type);
        var info = new ExploredTestInfo(context);
        Replay replay = method.getExecutable().getAnnotation(Replay.class);
        if (replay == null) {
            explore(method, options, () -> run(type, method, info));
        } else { // perhaps under a debugger: without limit
            Simulation.replay(replay.value(), options, () -> run(type, method, info));
        }
    }

    private static void explore(ReflectiveInvocationContext<Method> method, ExploreOptions options, Action body)
            throws Throwable {
        Explore asked = asked(method.getExecutable());
        var loop = new AtomicReference<@Nullable EventLoop>();
        try (var thread = new TestThread(String.valueOf(options.name()), loop::get)) {
            thread.run(
                    method.getExecutable().getName(),
                    Duration.ofNanos((long) (asked.timeout() * 1e9)),
                    thread::interrupt,
                    () -> Simulation.explore(options, () -> {
                                loop.set(Asyncio.getRunningLoop());
                                body.run();
                            })
                            .throwIfFailed());
        }
    }

    private static Explore asked(Method method) {
        return AnnotationSupport.findAnnotation(method, Explore.class).orElseThrow();
    }

    private static ExploreOptions options(Method method, Class<?> type) {
        Explore asked = asked(method);
        ExploreOptions options = ExploreOptions.defaults()
                .withName(type.getName() + "." + method.getName())
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

    private static void run(Class<?> type, ReflectiveInvocationContext<Method> method, TestInfo info) {
        List<Object> instances = instances(type);
        Throwable failure = null;
        try {
            for (Object instance : instances) {
                callAll(instance, BeforeEach.class, HierarchyTraversalMode.TOP_DOWN, info);
            }
            new MethodCall(method.getExecutable(), instances.getLast(), method.getArguments()).run();
        } catch (Throwable e) {
            failure = e;
        }
        for (Object instance : instances.reversed()) {
            try {
                callAll(instance, AfterEach.class, HierarchyTraversalMode.BOTTOM_UP, info);
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

    private static void callAll(
            Object instance, Class<? extends Annotation> kind, HierarchyTraversalMode order, TestInfo info) {
        for (Method method : AnnotationSupport.findAnnotatedMethods(instance.getClass(), kind, order)) {
            new MethodCall(method, instance, arguments(method, info)).run();
        }
    }

    private static List<@Nullable Object> arguments(Method method, TestInfo info) {
        var arguments = new ArrayList<@Nullable Object>();
        for (Class<?> type : method.getParameterTypes()) {
            if (type != TestInfo.class && !MethodCall.gives(type)) {
                throw new ParameterResolutionException("a method around an explored test can have an EventLoop, a "
                        + "VirtualClock or a TestInfo, and nothing else: " + method);
            }
            arguments.add(type == TestInfo.class ? info : null);
        }
        return arguments;
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
