package asyncio4j.testing;

import asyncio4j.Engine;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.TestTemplate;
import org.junit.jupiter.api.extension.ExtendWith;

/// A JUnit test that runs as the main task of a fresh loop.
///
/// ```java
/// @AsyncTest
/// void answersWithinAMinute() {
///     assertThat(waitFor(server.ask("weather"), Duration.ofMinutes(1))).isEqualTo("sunny");
/// }
/// ```
///
/// `@BeforeEach` and `@AfterEach` methods run on the same loop, each as a main task with the same time limit.
/// After them the test fails if a task is left, if a generator was begun and neither ended nor closed, or if the
/// loop's exception handler was told of something, as of a failure that nobody looked at. The loop is in debug
/// mode, so that reports say where a task or a generator was made.
///
/// Parameters of type [asyncio4j.EventLoop], [VirtualClock] (in virtual time) and [asyncio4j.TaskGroup] (of the
/// test method; the test ends when its tasks have ended) are given. It goes together with `@ParameterizedTest`
/// and `@RepeatedTest`: write both. Alone, it takes the place of `@Test`.
///
/// @since 0.1
@Target({ElementType.METHOD, ElementType.ANNOTATION_TYPE})
@Retention(RetentionPolicy.RUNTIME)
@Documented
@TestTemplate
@SuppressWarnings("exports") // the extension is JUnit's business
@ExtendWith(AsyncTestExtension.class)
public @interface AsyncTest {
    /// How many real seconds the method may take, and each lifecycle method. Then it is cancelled, and the test
    /// fails with a message that shows every task, what it waits for, and where.
    ///
    /// What has not ended two seconds later, as code that never suspends, is left to itself on a daemon thread:
    /// the test fails, `@AfterEach` methods are skipped, and the build goes on.
    double timeout() default 10;

    /// Whether the clock jumps to the next timer when no task can run. Real threads and real blocking then
    /// make the test fail.
    boolean virtualTime() default false;

    /// The engine of the loop.
    Engine engine() default Engine.AUTO;
}
