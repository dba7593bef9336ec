package asyncio4j.testing;

import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.TestTemplateInvocationContext;
import org.junit.jupiter.api.extension.TestTemplateInvocationContextProvider;
import org.junit.platform.commons.support.AnnotationSupport;

/// Refuses a [Replay] that stands alone; with [Explore], that does everything.
final class ReplayExtension implements TestTemplateInvocationContextProvider {
    @Override
    public boolean supportsTestTemplate(ExtensionContext context) {
        if (AnnotationSupport.isAnnotated(context.getElement(), Explore.class)) {
            return false;
        }
        throw new ExtensionConfigurationException("@Replay repeats what @Explore has found: put it next to the "
                + "@Explore of " + context.getRequiredTestMethod().getName() + ", and no @Test or @AsyncTest");
    }

    @Override
    public Stream<TestTemplateInvocationContext> provideTestTemplateInvocationContexts(ExtensionContext context) {
        return Stream.of();
    }
}
