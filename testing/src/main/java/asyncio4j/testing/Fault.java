package asyncio4j.testing;

import java.util.Objects;

/// Something that goes wrong in a simulation, at a moment that the search chooses.
///
/// @since 0.1
public sealed interface Fault {
    /// The task with this name is cancelled at its n-th suspension, for every n: once per run, in other runs
    /// not at all.
    ///
    /// A body that ends with this cancellation has not failed, unless it leaves a task behind.
    ///
    /// @param task the task's name; of several tasks of this name, each is meant, one per run
    record CancelEverywhere(String task) implements Fault {
        /// For the task of this name.
        public CancelEverywhere {
            Objects.requireNonNull(task, "task");
        }
    }

    /// Deadlines and other timers come before work that is ready, as on a machine that is slow for a moment.
    record EarlyTimeouts() implements Fault {}

    /// A task that is due is held back for some steps of other tasks, or until nothing else can run.
    record SpuriousDelays() implements Fault {}
}
