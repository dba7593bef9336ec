package asyncio4j.spi;

import asyncio4j.Task;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What can be seen of a [SecondStack] from outside, as of one moment.
///
/// @param inside the task that has entered it, null while it is left
/// @param stack where its body is, innermost frame first
/// @param createdAt where it was made, innermost frame first; empty unless that was in debug mode
/// @since 0.1
public record SecondStackView(
        @Nullable Task<?> inside, List<StackTraceElement> stack, List<StackTraceElement> createdAt) {}
