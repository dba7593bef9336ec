package asyncio4j.internal.loop;

/// The thread that runs a loop waits for its carrier.
final class Callers {
    private Callers() {}

    /// Waits until `loop` ends; returns whether the caller was interrupted meanwhile.
    ///
    /// @param interrupted called at each interrupt
    static boolean join(Thread loop, Runnable interrupted) {
        boolean was = false;
        while (true) {
            try {
                loop.join();
                return was;
            } catch (InterruptedException e) {
                was = true;
                interrupted.run();
            }
        }
    }
}
