package asyncio4j.testing;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.TestTemplate;
import org.junit.jupiter.api.extension.ExtendWith;

/// Next to [Explore]: runs exactly one schedule, once, instead of searching.
///
/// The string is the one in the message of the failed exploration. The test throws what the body throws. Without
/// [Explore] it is an error.
///
/// ```java
/// @Explore
/// @Replay("v1;com.example.BankTest.transfer;;0:1,1:1;599b3833")
/// void transfer() { ... }
/// ```
///
/// @since 0.1
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@Documented
@TestTemplate // not for itself: so that JUnit comes here, and hears what is missing
@SuppressWarnings("exports") // the extension is JUnit's business
@ExtendWith(ReplayExtension.class)
public @interface Replay {
    /// The replay string.
    String value();
}
