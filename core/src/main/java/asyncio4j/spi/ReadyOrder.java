package asyncio4j.spi;

import asyncio4j.Task;
import java.util.List;

/// Chooses which due task takes the next step.
///
/// Callbacks keep their order among themselves and are not asked about. A loop without one works first in, first out.
///
/// @since 0.1
@FunctionalInterface
public interface ReadyOrder {
    /// The index of the task that steps next. Called on the loop; must not block.
    ///
    /// @param due the due tasks, in the order in which they became due; at least two
    int next(List<Task<?>> due);
}
