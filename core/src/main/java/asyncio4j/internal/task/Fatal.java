package asyncio4j.internal.task;

/// Which failures no program can go on after.
final class Fatal {
    private Fatal() {}

    /// Whether `e` leaves `run` at once: a [VirtualMachineError] other than [StackOverflowError].
    static boolean is(Throwable e) {
        return e instanceof VirtualMachineError && !(e instanceof StackOverflowError);
    }
}
