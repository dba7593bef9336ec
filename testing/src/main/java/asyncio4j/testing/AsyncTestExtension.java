package asyncio4j.testing;

import asyncio4j.EventLoop;
import asyncio4j.TaskGroup;
import java.lang.reflect.Method;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolutionException;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;
import org.junit.platform.commons.support.AnnotationSupport;

/// What [AsyncTest] does; its state is the [TestLoop] in the store of each invocation.
final class AsyncTestExtension extends OneInvocation
        implements BeforeEachCallback, AfterEachCallback, InvocationInterceptor, ParameterResolver {
    private static final Namespace STORE = Namespace.create(AsyncTestExtension.class);

    @Override
    public void beforeEach(ExtensionContext context) {
        AsyncTest test = AnnotationSupport.findAnnotation(context.getRequiredTestMethod(), AsyncTest.class)
                .orElseThrow();
        context.getStore(STORE).put(TestLoop.class, new TestLoop(test, context.getDisplayName()));
    }

    @Override
    public void afterEach(ExtensionContext context) {
        try {
            loop(context).close();
        } catch (Throwable e) {
            throw Sneaky.<RuntimeException>thrown(e);
        }
    }

    private static TestLoop loop(ExtensionContext context) {
        TestLoop loop = context.getStore(STORE).get(TestLoop.class, TestLoop.class);
        if (loop == null) {
            throw new ParameterResolutionException("there is no loop yet: constructors and @BeforeAll have none");
        }
        return loop;
    }

    @Override
    public void interceptBeforeEachMethod(
            Invocation<@Nullable Void> call, ReflectiveInvocationContext<Method> method, ExtensionContext context)
            throws Throwable {
        loop(context).run(method.getExecutable(), call::proceed);
    }

    @Override
    public void interceptTestTemplateMethod(
            Invocation<@Nullable Void> call, ReflectiveInvocationContext<Method> method, ExtensionContext context)
            throws Throwable {
        if (MethodCall.wantsGroup(method.getExecutable())) {
            call.skip();
            loop(context)
                    .run(method.getExecutable(), () -> MethodCall.of(method).run());
        } else {
            loop(context).run(method.getExecutable(), call::proceed);
        }
    }

    @Override
    public void interceptAfterEachMethod(
            Invocation<@Nullable Void> call, ReflectiveInvocationContext<Method> method, ExtensionContext context)
            throws Throwable {
        TestLoop loop = loop(context);
        if (loop.lost()) {
            call.skip();
        } else {
            loop.run(method.getExecutable(), call::proceed);
        }
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return MethodCall.gives(parameter.getParameter().getType());
    }

    @Override
    public @Nullable Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        Class<?> type = parameter.getParameter().getType();
        if (type == EventLoop.class) {
            return loop(context).loop();
        }
        if (type == TaskGroup.class) {
            if (!parameter.getDeclaringExecutable().equals(context.getRequiredTestMethod())) {
                throw new ParameterResolutionException("only the test method can have a TaskGroup");
            }
            return null; // made when the method runs
        }
        VirtualClock clock = loop(context).clock();
        if (clock == null) {
            throw new ParameterResolutionException("for a VirtualClock, write @AsyncTest(virtualTime = true)");
        }
        return clock;
    }
}
