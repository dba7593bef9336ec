package asyncio4j.sync;

import asyncio4j.Awaitable;
import asyncio4j.Outcome;
import org.jspecify.annotations.Nullable;

/// Bodies between an acquire and a release.
final class Locked {
    private Locked() {}

    /// Runs `body`, then `release`; what the body throws leaves as it is.
    static <T extends @Nullable Object> T run(Awaitable<? extends T> body, Runnable release) {
        try (Hold _ = release::run) { // a release that fails as well does not hide why
            return body.await();
        } catch (Exception e) {
            return new Outcome.Failure<T>(e).get(); // throws it, undeclared
        }
    }

    /// Throws `failure` itself, checked or not; the return type lets callers write `throw undeclared(e)`.
    static RuntimeException undeclared(Throwable failure) {
        throw new Outcome.Failure<RuntimeException>(failure).get();
    }

    /// Whether no program can go on after `failure`.
    static boolean isFatal(Throwable failure) {
        return failure instanceof VirtualMachineError && !(failure instanceof StackOverflowError);
    }

    /// What `release` gives back, once.
    static Hold hold(Runnable release) {
        return new Hold() {
            private boolean held = true;

            @Override
            public void close() {
                if (held) {
                    held = false;
                    release.run();
                }
            }
        };
    }
}
