package asyncio4j.testing;

/// How an exploration goes from one schedule to the next.
///
/// @since 0.1
public enum Strategy {
    /// Each step is taken by any of the due tasks, with equal chance.
    RANDOM,

    /// Tasks have priorities, by chance, and the due task of highest priority steps.
    ///
    /// `depth - 1` times in a run, at steps chosen by chance, the task that would step is put behind all
    /// others. A bug that needs `depth` events in a certain order is found with a probability that has a known
    /// lower bound (probabilistic concurrency testing).
    PCT,

    /// Every schedule with at most `depth` deviations from first in, first out, each once, those with few
    /// first.
    EXHAUSTIVE
}
