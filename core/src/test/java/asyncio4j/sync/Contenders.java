package asyncio4j.sync;

import static asyncio4j.Asyncio.createTask;
import static asyncio4j.Asyncio.timeout;
import static asyncio4j.Asyncio.yieldNow;
import static org.assertj.core.api.Assertions.assertThat;

import asyncio4j.AsyncTimeoutException;
import asyncio4j.CancelledError;
import asyncio4j.QueueShutDownException;
import asyncio4j.Task;
import asyncio4j.Timeout;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/**
 * Some tasks that wait for one thing, and beside them a plain sequential model of what becomes of them.
 *
 * <p>In the model a contender waits, is granted its turn, is gone (cancelled while it waited), or has ended. What
 * happens a turn later is queued. A subclass is one waiting operation: what it does, and what it does in the model.
 */
abstract class Contenders {
    private enum State {
        WAITING,
        GRANTED,
        GONE,
        ENDED
    }

    private static final class Contender {
        // what is real
        Task<Void> task;
        Timeout deadline;

        // the model
        State state = State.WAITING;
        boolean woken;
        boolean cancelDue;
        boolean cancelled;
        boolean expires;
    }

    private final List<Contender> all = new ArrayList<>();
    private final ArrayDeque<Runnable> ready = new ArrayDeque<>();
    private final List<String> happened = new ArrayList<>();
    private final List<String> foreseen = new ArrayList<>();

    /** What contender {@code i} does: it waits; returns what it got. */
    abstract Object await(int i);

    /** Gives something that one or all of them wait for. */
    abstract void grant();

    /** Ends or changes the thing they wait for. */
    abstract void close();

    /** Model: {@code i} goes on, granted; what it gets. */
    abstract Object took(int i);

    /** Model: {@code i}, which was granted, is cancelled and passes on what it was granted. */
    abstract void passedOn(int i);

    /** Model: {@code i} is cancelled; {@code granted}: after its turn had come. */
    void gaveUp(int i, boolean granted) {
        if (granted) {
            passedOn(i);
        }
    }

    /** The thing is as the model says. */
    abstract void check();

    /** Model: {@code i} is granted its turn. */
    void granted(int i) {}

    /** Model: whether what {@code i} was granted stays done although it is cancelled. */
    boolean stands(int i) {
        return false;
    }

    /** What contender {@code i} does after it got what it waited for. */
    void after(int i) {}

    // ---- for subclasses ----

    /** Model: the first that waits, -1 when there is none. */
    final int firstWaiting() {
        for (int i = 0; i < all.size(); i++) {
            if (all.get(i).state == State.WAITING) {
                return i;
            }
        }
        return -1;
    }

    /** Model: grants the first that waits; false when there is none. */
    final boolean grantFirst() {
        for (Contender c : all) {
            if (c.state == State.WAITING) {
                c.state = State.GRANTED;
                granted(all.indexOf(c));
                wake(c);
                return true;
            }
        }
        return false;
    }

    /** Model: grants all that wait. */
    final void grantAll() {
        while (grantFirst()) {}
    }

    /** Model: does {@code event} a turn later. */
    final void later(Runnable event) {
        ready.add(event);
    }

    /** Model: how many wait. */
    final int waiting() {
        return (int) all.stream().filter(c -> c.state == State.WAITING).count();
    }

    // ---- what is done to them ----

    final void start(int count) {
        for (int i = 0; i < count; i++) {
            var contender = new Contender();
            int number = i;
            all.add(contender);
            contender.task = createTask(() -> contend(contender, number));
        }
        yieldNow();
    }

    private void contend(Contender me, int i) {
        Object end;
        try {
            end = timeout(null, (Timeout t) -> {
                me.deadline = t;
                return await(i);
            });
            happened.add(i + " got " + end);
            after(i);
        } catch (CancelledError e) {
            happened.add(i + " cancelled");
        } catch (AsyncTimeoutException e) {
            happened.add(i + " timed out");
        } catch (QueueShutDownException | IllegalStateException e) {
            happened.add(i + " got the end");
        }
    }

    final void cancel(int i) {
        Contender c = all.get(i);
        if (c.state != State.ENDED) {
            c.task.cancel();
            c.cancelled = true;
            raise(c);
        }
    }

    final void expire(int i) {
        Contender c = all.get(i);
        if (c.state != State.ENDED && !c.expires) {
            c.expires = true;
            c.deadline.reschedule(Duration.ZERO);
            later(() -> {
                if (c.state != State.ENDED) {
                    raise(c);
                }
            });
        }
    }

    final void turn() {
        yieldNow();
        for (int n = ready.size(); n > 0; n--) {
            ready.remove().run();
        }
    }

    /** Lets everything settle, compares, ends who still waits, compares. */
    final void finish() {
        settle();
        for (int i = 0; i < all.size(); i++) {
            cancel(i);
        }
        settle();
        assertThat(all).allMatch(c -> c.task.isDone(), "has ended");
    }

    private void settle() {
        while (!ready.isEmpty()) {
            turn();
        }
        turn();
        if (!happened.equals(foreseen)) {
            assertThat(happened).isEqualTo(foreseen);
        }
        check();
    }

    // ---- the model ----

    private void raise(Contender c) {
        c.cancelDue = true;
        if (c.state == State.WAITING) {
            c.state = State.GONE;
        }
        wake(c);
    }

    private void wake(Contender c) {
        if (!c.woken) {
            c.woken = true;
            later(() -> goOn(c));
        }
    }

    private void goOn(Contender c) {
        boolean granted = c.state == State.GRANTED;
        c.state = State.ENDED;
        int i = all.indexOf(c);
        if (c.cancelDue && !(granted && stands(i))) {
            gaveUp(i, granted);
            foreseen.add(i + (c.cancelled ? " cancelled" : " timed out"));
        } else {
            foreseen.add(i + " got " + took(i));
        }
    }
}
