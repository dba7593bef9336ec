package asyncio4j.spi;

import asyncio4j.Task;
import java.util.List;

/// Chooses which due task takes the next step.
///
/// Callbacks keep their order among themselves and are not asked about: one that was queued before the chosen task
/// became due runs before its step. So a step may come later than first in, first out would have it, and a callback
/// does not. A loop without a `ReadyOrder` works first in, first out.
///
/// @since 0.1
@FunctionalInterface
public interface ReadyOrder {
    /// The index of the task that steps next; called before every step. On the loop; must not block.
    ///
    /// What it throws leaves `run`.
    ///
    /// @param due all due tasks, in the order in which they became due; at least one; good until this returns
    int next(List<Task<?>> due);
}
