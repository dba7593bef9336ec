package asyncio4j.internal.task;

import asyncio4j.CancelledError;
import asyncio4j.DeadlockException;
import asyncio4j.internal.engine.Strand;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// What a task knows of requests to cancel it; made with the first request. Loop only.
///
/// A request is due until it is raised at a suspension point. A task blocked in foreign code is interrupted: then what
/// the JDK made of the interrupt decides whether the request is still due.
final class CancelState {
    int requests; // not taken back

    @Nullable
    String message;

    @Nullable
    Throwable origin; // debug mode: who asked, and where

    @Nullable
    CancelledError raised; // debug mode: the last one

    @Nullable
    DeadlockException poison; // to be raised where the task waits

    boolean forwarding; // the request is being passed on to what the task waits for
    private boolean due;
    private boolean flagSet; // we set the interrupt flag, and it may still be set
    private boolean interrupted; // an exception of our interrupt may be under way

    void request(@Nullable String msg, @Nullable Throwable from, @Nullable Strand stack) {
        if (flagSet && stack != null && !stack.thread().isInterrupted()) {
            flagSet = false; // an exception told the body of the earlier request, and it went on
            due = false;
        }
        requests++;
        message = msg;
        origin = from;
    }

    DeadlockException takePoison() {
        DeadlockException p = Objects.requireNonNull(poison);
        poison = null;
        return p;
    }

    void due() {
        due = true;
    }

    /// Whether the task should be interrupted: a request is due and none was sent for it.
    boolean interruptible() {
        return due && !flagSet;
    }

    void interruptSent() {
        flagSet = true;
        interrupted = true;
    }

    /// Whether a request is due. On the task's own thread.
    ///
    /// When we interrupted foreign code, a flag still set means that the call came back normally and the request
    /// stands; a flag that is gone means that an exception told the body, which went on: the request was
    /// swallowed.
    boolean pending() {
        if (flagSet) {
            flagSet = false;
            if (!Thread.interrupted()) {
                due = false;
            }
        }
        return due;
    }

    /// The request has been raised or forwarded.
    void taken() {
        due = false;
    }

    /// Takes one request back; returns how many remain. On the task's own thread, or while it is suspended.
    int takeBack(boolean onOwnThread) {
        if (requests > 0 && --requests == 0) {
            drop(onOwnThread);
        }
        return requests;
    }

    /// Forgets a request that was not raised.
    void drop(boolean onOwnThread) {
        due = false;
        interrupted = false;
        if (flagSet && onOwnThread) {
            flagSet = false;
            Thread.interrupted();
        }
    }

    boolean isDue() {
        return due;
    }

    /// Whether `e` is what became of our interrupt; if so, the request counts as raised.
    boolean raisedAs(Throwable e) {
        if (!interrupted || !Interrupts.caused(e)) {
            return false;
        }
        interrupted = false;
        due = false;
        if (flagSet) {
            flagSet = false;
            Thread.interrupted();
        }
        return true;
    }
}
