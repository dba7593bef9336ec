package asyncio4j.testing.junit;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.util.List;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Event;
import org.junit.platform.testkit.engine.Events;

/** Runs test classes inside a test. */
final class Inner {
    private Inner() {}

    static Events run(Class<?>... types) {
        var builder = EngineTestKit.engine("junit-jupiter");
        for (Class<?> type : types) {
            builder.selectors(selectClass(type));
        }
        return builder.execute().allEvents();
    }

    /** What failed of a method, its containers included. */
    static List<Throwable> failed(Class<?> type, String method) {
        List<Event> ended = run(type).finished().stream()
                .filter(e -> e.getTestDescriptor().getUniqueId().toString().contains(":" + method + "("))
                .toList();
        if (ended.isEmpty()) {
            throw new AssertionError(method + " was not run");
        }
        return ended.stream()
                .map(e -> e.getRequiredPayload(TestExecutionResult.class))
                .flatMap(result -> result.getThrowable().stream())
                .toList();
    }

    static Throwable failureOf(Class<?> type, String method) {
        return failed(type, method).getFirst();
    }
}
