package asyncio4j.testing;

import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.TestTemplate;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.TestTemplateInvocationContext;
import org.junit.jupiter.api.extension.TestTemplateInvocationContextProvider;

/// Lets a test template run once, unless another annotation, as `@ParameterizedTest`, says how often.
///
/// A template, for `@Test` and `@ParameterizedTest` on one method would be two tests.
abstract class OneInvocation implements TestTemplateInvocationContextProvider {
    @Override
    public boolean supportsTestTemplate(ExtensionContext context) {
        Method method = context.getRequiredTestMethod();
        return Stream.of(method.getAnnotations())
                .map(Annotation::annotationType)
                .filter(type ->
                        !List.of(AsyncTest.class, Explore.class, Replay.class).contains(type))
                .noneMatch(type -> type.isAnnotationPresent(TestTemplate.class)
                        && !type.isAnnotationPresent(AsyncTest.class)
                        && !type.isAnnotationPresent(Explore.class));
    }

    @Override
    public Stream<TestTemplateInvocationContext> provideTestTemplateInvocationContexts(ExtensionContext context) {
        return Stream.of(new TestTemplateInvocationContext() {
            @Override
            public String getDisplayName(int index) {
                return context.getDisplayName();
            }
        });
    }
}
