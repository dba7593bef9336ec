package asyncio4j.testing;

import asyncio4j.Task;
import java.util.List;

/// Takes the decisions of one run. 0 is always what happens without it: first in, first out, and no fault.
interface Chooser {
    /// What is decided.
    enum Kind {
        /// Which of the due tasks steps.
        STEP,
        /// Whether a task is cancelled where it just suspended.
        CANCEL,
        /// Whether, and how, time or a wake-up goes wrong.
        FAULT,
        /// How something outside the program behaves that is never the same: sizes, delays.
        OUTSIDE
    }

    /// One of `options`, at least two.
    ///
    /// @param position how many decisions were taken before in this run
    /// @param due the due tasks for STEP, else empty
    int choose(Kind kind, int position, int options, List<Task<?>> due);
}
