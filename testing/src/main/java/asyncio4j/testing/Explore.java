package asyncio4j.testing;

import asyncio4j.Engine;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.TestTemplate;
import org.junit.jupiter.api.extension.ExtendWith;

/// A JUnit test that runs in many orders of steps, in virtual time, as [Simulation#explore] does.
///
/// ```java
/// @Explore(runs = 5000, cancel = "worker")
/// void noPermitIsLost() { ... }
/// ```
///
/// Each run has a fresh instance of the test class, made with its constructor without parameters, and calls its
/// `@BeforeEach` and `@AfterEach` methods around the test, in the same task. Other extensions do not see that
/// instance: make fakes and mocks in the test or in a `@BeforeEach` method.
///
/// The failure is a [SimulationFailure] with the trace and a string for [Replay]. Parameters are as with
/// [AsyncTest], and so is the use with `@ParameterizedTest`. Lifecycle methods may also have a JUnit `TestInfo`.
///
/// @since 0.1
@Target({ElementType.METHOD, ElementType.ANNOTATION_TYPE})
@Retention(RetentionPolicy.RUNTIME)
@Documented
@TestTemplate
@SuppressWarnings("exports") // the extension is JUnit's business
@ExtendWith(ExploreExtension.class)
public @interface Explore {
    /// See [ExploreOptions#runs].
    int runs() default 1000;

    /// How many real seconds all runs together may take; as [AsyncTest#timeout]. No limit with [Replay], for
    /// debuggers.
    double timeout() default 60;

    /// See [ExploreOptions#strategy].
    Strategy strategy() default Strategy.RANDOM;

    /// See [ExploreOptions#seed].
    long seed() default 0;

    /// See [ExploreOptions#depth]; 0 for what is usual with the strategy.
    int depth() default 0;

    /// See [ExploreOptions#jitter].
    boolean jitter() default false;

    /// The names of tasks that are cancelled: see [Fault.CancelEverywhere].
    String[] cancel() default {};

    /// See [Fault.EarlyTimeouts].
    boolean earlyTimeouts() default false;

    /// See [Fault.SpuriousDelays].
    boolean spuriousDelays() default false;

    /// See [ExploreOptions#leakCheck].
    boolean leakCheck() default true;

    /// See [ExploreOptions#engine].
    Engine engine() default Engine.AUTO;
}
