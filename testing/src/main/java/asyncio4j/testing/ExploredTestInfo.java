package asyncio4j.testing;

import java.lang.reflect.Method;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.extension.ExtensionContext;

/// What lifecycle methods of an explored test are told of it, as JUnit would.
record ExploredTestInfo(ExtensionContext context) implements TestInfo {
    @Override
    public String getDisplayName() {
        return context.getDisplayName();
    }

    @Override
    public Set<String> getTags() {
        return context.getTags();
    }

    @Override
    public Optional<Class<?>> getTestClass() {
        return context.getTestClass();
    }

    @Override
    public Optional<Method> getTestMethod() {
        return context.getTestMethod();
    }
}
