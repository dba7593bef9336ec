package asyncio4j.testing;

import asyncio4j.CancelledError;
import asyncio4j.ContextVar;
import asyncio4j.ErrorContext;
import asyncio4j.EventLoop;
import asyncio4j.Task;
import asyncio4j.spi.LoopClock;
import asyncio4j.spi.LoopConfig;
import asyncio4j.spi.WaitTarget;
import asyncio4j.spi.Waits;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/// The clock of a loop on which time passes only when no task can run; for one loop.
///
/// With autojump on (it is, at first) the clock then jumps to the next timer, so an hour of sleeps takes
/// milliseconds. With autojump off it stands still until a task calls [#advance].
///
/// ```java
/// var clock = new VirtualClock();
/// var config = clock.on(LoopConfig.defaults());
/// try (var runner = new Runner(RunOptions.defaults().withLoopFactory(config::newLoop))) {
///     runner.run(() -> sleep(Duration.ofHours(1)));
/// }
/// ```
///
/// On the loop only, but for [#nanos] and [#now].
///
/// @since 0.1
public final class VirtualClock implements LoopClock {
    private static final ContextVar<@Nullable VirtualClock> CURRENT = ContextVar.of("VirtualClock");
    private static final long START = Duration.ofSeconds(1000).toNanos();

    private static final Duration MOST = Duration.ofDays(100 * 365); // longer ones are as good as this

    private final List<Waiter> waiters = new ArrayList<>(); // loop only
    private final PriorityQueue<Event> events =
            new PriorityQueue<>(Comparator.comparingLong(Event::at).thenComparingLong(Event::number)); // loop only
    private long eventCount; // loop only
    private boolean autojump = true; // loop only
    private volatile long now = START; // written on the loop

    /// A clock at zero, with autojump on.
    public VirtualClock() {}

    private record Event(long at, long number, Runnable action) {}

    /// A task in [#advance]: it goes on when everything that is due by then has run.
    private static final class Waiter implements WaitTarget {
        private final Task<?> task = Waits.currentTask();
        private final long until;
        private boolean reached;

        Waiter(long until) {
            this.until = until;
        }

        @Override
        public String name() {
            return "VirtualClock.advance";
        }
    }

    /// The clock of the running simulation or test.
    ///
    /// @throws IllegalStateException where there is none
    public static VirtualClock current() {
        VirtualClock clock = CURRENT.get(null);
        if (clock == null) {
            throw new IllegalStateException("no virtual clock here: neither a simulation nor a test in virtual time");
        }
        return clock;
    }

    /// Makes this the [#current()] clock of the calling task and of what it makes.
    void enter() {
        CURRENT.set(this);
    }

    /// The parts of `config` with this clock and what belongs to it, for one loop; with module io there, a
    /// [SimulatedNetwork] is one of them, unless `config` has a network.
    ///
    /// Real blocking and real threads, with which virtual time makes no sense, go to the loop's exception
    /// handler as [NotDeterministicException], once.
    public LoopConfig on(LoopConfig config) {
        var world = new RealWorld(
                (loop, e) -> {
                    var error = new ErrorContext(String.valueOf(e.getMessage()), e, null, null);
                    loop.callSoonThreadsafe(() -> loop.callExceptionHandler(error));
                },
                false);
        return NetworkPart.on(on(config, world, null), Chance.of(0));
    }

    /// The same; time goes wrong as `faults` say.
    LoopConfig on(LoopConfig config, RealWorld world, @Nullable Faults faults) {
        return config.withClock(this)
                .withPoller(new VirtualPoller(this, world, faults))
                .withObserver(world);
    }

    /// A loop on this clock, its only one.
    public EventLoop newLoop() {
        return on(LoopConfig.defaults()).newLoop();
    }

    @Override
    public long nanos() {
        return now;
    }

    /// How much time has passed since the clock was made. Any thread.
    public Duration now() {
        return Duration.ofNanos(now - START);
    }

    /// Whether the clock jumps to the next timer when no task can run.
    public boolean autojump() {
        return autojump;
    }

    /// Switches autojump.
    public void autojump(boolean on) {
        autojump = on;
    }

    /// Suspends the calling task while time passes: timers on the way run at their moments, and what they made
    /// ready has run, too, when this returns.
    ///
    /// @throws IllegalArgumentException if `d` is negative
    public void advance(Duration d) {
        if (d.isNegative()) {
            throw new IllegalArgumentException("time does not run backwards: " + d);
        }
        await(after(d));
    }

    /// Suspends the calling task until no other task or callback can run unless time passes.
    public void waitUntilIdle() {
        await(now);
    }

    private long after(Duration d) {
        return now + (d.compareTo(MOST) > 0 ? MOST : d).toNanos();
    }

    private void await(long until) {
        var waiter = new Waiter(until);
        waiters.add(waiter);
        try {
            while (!waiter.reached) {
                Waits.park(waiter);
            }
        } catch (CancelledError e) {
            waiters.remove(waiter);
            throw e;
        }
    }

    /// Lets `event` happen `after` so much time, on the thread of the poller, as something from outside: it may
    /// end futures and call [EventLoop#callSoon], and must not suspend.
    public void deliver(Duration after, Runnable event) {
        events.add(new Event(after(after), eventCount++, event));
    }

    // ---- for the poller ----

    /// Lets the events run that are due; whether there were any.
    boolean deliverDue() {
        boolean any = false;
        for (Event first = events.peek(); first != null && first.at <= now; first = events.peek()) {
            events.remove();
            first.action.run();
            any = true;
        }
        return any;
    }

    /// Whether an event is due.
    boolean hasDue() {
        Event first = events.peek();
        return first != null && first.at <= now;
    }

    /// Whether there is a moment to which only this clock knows the way.
    boolean expects() {
        return !waiters.isEmpty() || !events.isEmpty();
    }

    /// Nothing can run: lets tasks go on that waited for that; whether there were any.
    boolean wakeWaiters() {
        boolean any = false;
        for (Waiter w : List.copyOf(waiters)) {
            if (w.until <= now) {
                waiters.remove(w);
                w.reached = true;
                Waits.unpark(w.task);
                any = true;
            }
        }
        return any;
    }

    /// Jumps to whatever comes first; false when time must stand still.
    ///
    /// @param timer nanoseconds to the next timer, negative without one
    /// @param late by how many nanoseconds it jumps too far, unless somebody advances
    boolean jump(long timer, long late) {
        Long target = null;
        for (Waiter w : waiters) {
            target = target == null ? w.until : Math.min(target, w.until);
        }
        if (autojump || target != null) {
            Event event = events.peek();
            target = earlier(target, event == null ? null : event.at);
            target = earlier(target, timer < 0 ? null : now + timer);
        }
        if (target == null) {
            return false;
        }
        now = target + (waiters.isEmpty() ? late : 0);
        return true;
    }

    /// Lets time pass while tasks are due.
    void leap(long nanos) {
        now += nanos;
    }

    private static @Nullable Long earlier(@Nullable Long a, @Nullable Long b) {
        return a == null ? b : b == null ? a : Long.valueOf(Math.min(a, b));
    }
}
