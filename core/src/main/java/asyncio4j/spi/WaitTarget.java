package asyncio4j.spi;

import asyncio4j.Task;
import java.util.Collection;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/// Something that tasks wait for: a lock, a queue, a future, the end of a sleep.
///
/// All methods are read from any thread while the loop runs: they must not block, and may answer a moment late.
///
/// @since 0.1
public interface WaitTarget {
    /// What it is, in the words of the user: `lock "stock"`, `AsyncQueue.get`, `sleep`.
    String name();

    /// What it is a wait for, as [Waits#owned] is told of it: itself, unless it stands for one task's wait.
    default WaitTarget origin() {
        return this;
    }

    /// The tasks that own it now and so could end the wait; empty when anybody could.
    default Collection<? extends Task<?>> owners() {
        return List.of();
    }

    /// A quick look before [#owners] is asked: false when no owner waits for anything, so that all of them can go on.
    default boolean ownersMayWait() {
        return true;
    }

    /// Whether the end of any one owner ends the wait; else it takes all of them.
    default boolean endsWithAny() {
        return false;
    }

    /// What is said of an owner, in messages: ` held by task "B" since 12 ms`, `: task "B"`.
    default String relation(Task<?> owner) {
        return ": task \"" + owner.name() + "\"";
    }

    /// Whether an owner that has ended leaves it owned for ever, as a lock does that was never released.
    default boolean outlivesOwner() {
        return false;
    }

    /// Whether a thread or another loop may end the wait: then the loop never says that nothing can wake it.
    default boolean mayEndFromOutside() {
        return false;
    }

    /// What all who wait here have in common, where each waits for a turn of its own: the lock behind the turn.
    default WaitTarget subject() {
        return this;
    }

    /// Since when its owners own it, in nanoseconds of the loop's clock; empty when it does not know.
    default OptionalLong ownedSince() {
        return OptionalLong.empty();
    }

    /// When the wait ends by itself, in nanoseconds of the loop's clock; empty when it does not.
    default OptionalLong endsAt() {
        return OptionalLong.empty();
    }

    /// The thread outside the loop whose work ends the wait, null when there is none or it is not known.
    default @Nullable Thread worker() {
        return null;
    }

    /// The tasks that wait for it, next first, where it keeps a list.
    default Collection<? extends Task<?>> waiters() {
        return List.of();
    }

    /// Called on the loop when a waiting task is cancelled: a target that forwards the cancellation (a future that is
    /// awaited) does so and returns true, and the task goes on waiting for the outcome.
    ///
    /// @return false when the waiting task is to be woken with a [asyncio4j.CancelledError]
    default boolean cancelWait(@Nullable String message) {
        return false;
    }
}
