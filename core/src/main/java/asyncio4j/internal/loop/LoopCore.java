package asyncio4j.internal.loop;

import asyncio4j.Task;
import asyncio4j.internal.engine.CarrierStrand;
import asyncio4j.internal.engine.Host;
import asyncio4j.internal.engine.StackEngine;
import asyncio4j.internal.engine.Strand;
import asyncio4j.spi.LoopConfig;
import asyncio4j.spi.LoopObserver;
import asyncio4j.spi.Poller;
import asyncio4j.spi.ReadyOrder;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// The loop proper: ready queue, timers, inbox, and the pass that works through them.
///
/// States: idle, running (a carrier thread works in [#run]), closed. Fields are the loop's: written by the carrier
/// or by the one stack it runs, and between two runs by the thread that is going to run it.
public final class LoopCore extends Host {
    private static final AtomicInteger NUMBER = new AtomicInteger();

    final int number = NUMBER.incrementAndGet();
    private final StackEngine engine;
    private final LoopHooks hooks;
    private final PassClock clock;
    final ReadyQueue ready;
    final TimerHeap timers = new TimerHeap();
    private final Inbox inbox = new Inbox();
    private final Runners runners;
    private final Callbacks callbacks;
    final Polling polling;
    private final Carriers carriers;
    private final Watchdog watchdog = new Watchdog(this);

    private final AtomicBoolean running = new AtomicBoolean();
    private volatile boolean closed;
    private volatile boolean debug;
    private ClassLoader loader = ClassLoader.getSystemClassLoader(); // of the thread that runs the loop
    private int budget; // what is left of the present pass
    private @Nullable Object next; // who goes on in place of the stack that is being left
    private int foreign; // stacks blocked in code that is not ours
    private boolean stopping;
    private @Nullable Throwable fatal;
    private @Nullable Throwable left; // the fatal failure that has left run already
    private volatile long slowNanos = 100_000_000;

    /// A timer in the inbox.
    private record Timed(TimerEntry timer, long when) {}

    /// @param hooks the loop this is the core of
    public LoopCore(LoopConfig config, StackEngine engine, LoopHooks hooks) {
        this.engine = engine;
        this.hooks = hooks;
        clock = new PassClock(config.clock());
        ReadyOrder order = config.readyOrder();
        ready = order == null ? new ReadyQueue() : new ChosenQueue(order);
        debug = config.debug();
        runners = new Runners(this, engine);
        body = runners;
        var onLoop = new CarrierStrand(this);
        callbacks = new Callbacks(this, engine, onLoop);
        polling = new Polling(this, engine, config.poller());
        carriers = new Carriers(this, engine, () -> !closed && polling.staysOnThread());
    }

    // ---- what tasks and callbacks call, on the loop ----

    /// Queues a callback or job behind everything that is ready.
    public void add(Object item) {
        takeInbox();
        ready.add(item);
    }

    /// Queues a callback or job behind what the loop itself has queued; for work whose order is not promised.
    public void addLocal(Object item) {
        ready.add(item);
    }

    /// Queues work of the runtime's own that may take locks, on a stack of its own.
    public void addWork(Runnable work) {
        add((Startable) stack -> {
            try {
                work.run();
            } catch (Throwable e) {
                uncaught(e);
            }
        });
    }

    @Override
    protected void ready(Strand strand) {
        strand.queued = true;
        ready.add(strand);
    }

    /// Schedules `timer`.
    public void schedule(TimerEntry timer, long when) {
        timers.add(timer, when);
    }

    /// Takes `timer` out; false when it was not scheduled.
    public boolean unschedule(TimerEntry timer) {
        return timers.remove(timer);
    }

    /// How many timers are scheduled.
    public int timerCount() {
        return timers.size();
    }

    /// Ends [#run] after the present pass.
    public void stop() {
        stopping = true;
    }

    /// A failure that must leave [#run].
    public void fatal(Throwable failure) {
        if (failure == left) {
            return; // passed on by a task that is being unwound: not thrown a second time
        }
        if (fatal == null) {
            fatal = failure;
        }
        stopping = true;
    }

    /// Waits in `poller` from the next pass on; false when there is one already.
    public boolean install(Poller poller) {
        return polling.install(poller);
    }

    /// Whether something is ready to run, so that a poller must not wait.
    public boolean hasReady() {
        return stopping || ready.size() > 0 || !inbox.isEmpty();
    }

    /// The time at which the present pass began; while nothing is timed, it may be a few steps old.
    public long passTime() {
        return clock.passTime();
    }

    // ---- any thread ----

    /// Queues an item from any thread and wakes the loop; false when it is closed.
    public boolean submit(Object item) {
        LoopObserver observer = hooks.observer();
        if (observer != null && running.get() && !isHere()) {
            observer.handedIn();
        }
        return push(item);
    }

    private boolean push(Object item) {
        if (!inbox.push(item)) {
            return false;
        }
        polling.wake();
        return true;
    }

    /// Schedules `timer` from any thread; false when the loop is closed.
    public boolean submit(TimerEntry timer, long when) {
        return submit(new Timed(timer, when));
    }

    @Override
    protected boolean nudged(Strand strand) {
        return push(strand);
    }

    /// The loop's time in nanoseconds.
    public long nanos() {
        return clock.nanos();
    }

    /// Whether [#run] is at work.
    public boolean isRunning() {
        return running.get();
    }

    /// Whether [#close] was called.
    public boolean isClosed() {
        return closed;
    }

    /// The loop this is the core of.
    public LoopHooks hooks() {
        return hooks;
    }

    /// The engine that runs the stacks.
    public StackEngine engine() {
        return engine;
    }

    /// Whether debug mode is on.
    public boolean debug() {
        return debug;
    }

    /// Switches debug mode.
    public void debug(boolean on) {
        debug = on;
    }

    /// Steps longer than this are reported in debug mode.
    public void slowNanos(long nanos) {
        slowNanos = nanos;
    }

    /// The limit for slow steps.
    public long slowNanos() {
        return slowNanos;
    }

    @Override
    protected void uncaught(Throwable failure) {
        hooks.failed("Exception in the stack of a task", failure);
    }

    // ---- running ----

    /// Runs passes until [#stop]; the calling thread waits. A fatal failure is thrown.
    ///
    /// @param interrupted called each time the calling thread is interrupted meanwhile
    public void run(Runnable interrupted) {
        if (!running.compareAndSet(false, true)) {
            throw new IllegalStateException("This event loop is already running");
        }
        Throwable failure;
        try {
            if (carry(interrupted)) {
                Thread.currentThread().interrupt();
            }
        } finally {
            failure = fatal;
            fatal = null;
            left = failure;
            stopping = false;
            running.set(false);
        }
        if (failure instanceof Error e) {
            throw e;
        } else if (failure instanceof RuntimeException e) {
            throw e;
        }
    }

    /// Works through passes on a carrier; returns whether the calling thread was interrupted.
    private boolean carry(Runnable interrupted) {
        loader = Thread.currentThread().getContextClassLoader();
        entered();
        try {
            return carriers.run(this::passes, "asyncio4j-loop-" + number, this::adopt, interrupted);
        } finally {
            left();
            watchdog.stop();
        }
    }

    private void adopt(Thread thread) {
        thread.setContextClassLoader(loader);
        carrier = thread;
        callbacks.adopt(thread, loader);
    }

    private void passes() {
        clock.stale();
        try {
            do {
                pass();
            } while (!stopping);
        } catch (Throwable e) { // the runtime itself failed: never leave the caller waiting
            fatal(e instanceof Error ? e : new AssertionError(e));
        }
    }

    private void pass() {
        long timeout = timeout();
        if (timeout < 0 && foreign == 0 && inbox.isEmpty() && !polling.expectsEvents()) {
            RuntimeException dead = hooks.nothingLeft();
            if (dead != null) {
                fatal(dead);
                return;
            }
            timeout = timeout();
        }
        polling.poll(timeout);
        takeInbox();
        LoopObserver observer = hooks.observer();
        clock.begin(timeout != 0 || timers.size() > 0 || debug || observer != null);
        if (observer != null) {
            observer.passBegin(hooks.loop());
        }
        TimerEntry first = timers.first();
        while (first != null && timers.firstTime() <= clock.passTime()) {
            timers.remove(first);
            first.due(this);
            first = timers.first();
        }
        budget = ready.size();
        clock.steps(budget);
        if (budget > 0) {
            polling.disturb();
        }
        while (budget > 0 && fatal == null) {
            budget--;
            dispatch(ready.take());
        }
        if (observer != null) {
            observer.passEnd(hooks.loop());
        }
    }

    private long timeout() {
        return stopping || ready.size() > 0 ? 0 : untilNextTimer();
    }

    /// Nanoseconds to the next timer, negative without one.
    public long untilNextTimer() {
        return timers.size() == 0 ? -1 : Math.max(0, timers.firstTime() - clock.nanos());
    }

    private void takeInbox() {
        inbox.drain(this::takeIn);
    }

    private void takeIn(Object item) {
        if (item instanceof Strand strand) {
            strand.nudgeTaken();
            if (strand.foreign() && !strand.queued) { // else somebody only looked at its stack
                ready(strand);
            }
        } else if (item instanceof Timed timed) {
            if (!timed.timer.cancelled()) {
                timers.add(timed.timer, timed.when);
            }
        } else {
            ready.add(item);
        }
    }

    private void dispatch(Object item) {
        if (item instanceof Strand strand) {
            strand.queued = false;
            if (!strand.idle() && !strand.ended()) {
                resume(strand);
                goOn();
            }
        } else if (item instanceof Startable fresh) {
            runners.start(fresh);
            goOn();
        } else if (item instanceof HandleImpl handle) {
            callbacks.dispatch(handle);
        } else {
            ((LoopJob) item).run();
        }
    }

    /// Runs `strand` until it gives the loop back. On the carrier.
    void resume(Strand strand) {
        LoopObserver observer = strand.job == polling ? null : hooks.observer(); // to wait there is the poller's job
        if (strand.foreign()) {
            foreign--;
            if (observer != null) {
                observer.resumedForeign(ChosenQueue.task(strand));
            }
        }
        if (debug && strand.job instanceof Startable job) {
            watchdog.timed(job, () -> engine.resume(strand));
        } else {
            engine.resume(strand);
        }
        if (strand.foreign()) {
            foreign++;
            if (observer != null) {
                observer.suspendedForeign(ChosenQueue.task(strand));
            }
            if (debug && strand.job instanceof Task<?>) {
                hooks.blocked(strand);
            }
        }
    }

    /// Leaves the calling stack, `from`, and lets `to` (a stack, or a body that gets one) go on in its place: no turn
    /// passes.
    ///
    /// It comes back when somebody switches to it.
    public void switchTo(Strand from, Object to) {
        next = to;
        from.parkForSwitch();
    }

    /// Ends the calling stack and lets `to` go on in its place.
    public void endInto(Strand to) {
        next = to;
    }

    private void goOn() {
        Object to = next;
        while (to != null) {
            next = null;
            if (to instanceof Strand strand) {
                strand.wakeInPlace();
                resume(strand);
            } else {
                runners.start((Startable) to);
            }
            to = next;
        }
    }

    /// The next item of this pass if it is a task that has not begun; a stack that is free takes it without a switch.
    @Nullable
    Startable nextFresh() {
        return mayGoOn() && ready.peek() instanceof Startable ? (Startable) takeNext() : null;
    }

    @Override
    protected @Nullable Strand successor() {
        if (mayGoOn() && ready.peek() instanceof Strand strand && strand.parked() && !strand.idle()) {
            takeNext();
            strand.queued = false;
            return strand;
        }
        return null;
    }

    private Object takeNext() {
        budget--;
        return ready.poll();
    }

    /// Whether the stack that is being left may choose who is next, as the loop would.
    private boolean mayGoOn() {
        return next == null && budget > 0 && fatal == null && !debug;
    }

    /// The next item of this pass if it is a callback.
    @Nullable
    HandleImpl nextHandle() {
        if (budget > 0 && fatal == null && ready.peek() instanceof HandleImpl handle) {
            takeNext();
            return handle;
        }
        return null;
    }

    Watchdog watchdog() {
        return watchdog;
    }

    ClassLoader loader() {
        return loader;
    }

    /// Where callbacks keep their context variables, and what the callback stack's `job` is.
    public ContextCell callbackCell() {
        return callbacks;
    }

    boolean inboxEmpty() {
        return inbox.isEmpty();
    }

    @Nullable
    Thread carrier() {
        return carrier;
    }

    /// Runs `body` on the carrier as if on `strand`, which stands for it.
    void runOn(Strand strand, Runnable body) {
        current = strand;
        try {
            body.run();
        } finally {
            current = null;
        }
    }

    static void park(long nanos) {
        Thread.interrupted(); // else park would not wait
        if (nanos < 0) {
            LockSupport.park();
        } else {
            LockSupport.parkNanos(nanos);
        }
    }

    // ---- closing ----

    /// Closes the loop: runs `unwind` and lets every spare stack end, on a last carrier; drops what was queued.
    ///
    /// @param unwind called on the carrier; queues what must still run
    /// @param before called on the carrier when everything has run and the poller is still open
    public void close(Runnable unwind, Runnable before) {
        closed = true;
        budget = 0;
        boolean interrupted = carriers.run(
                () -> finish(unwind, before), "asyncio4j-loop-" + number + "-close", this::adopt, () -> {});
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        inbox.close(item -> {
            if (item instanceof Strand strand) {
                strand.abandon();
            }
        });
    }

    private void finish(Runnable unwind, Runnable before) {
        unwind.run();
        while (ready.size() > 0) {
            Object item = ready.poll();
            if (item instanceof Strand || item instanceof Startable) {
                dispatch(item);
            }
        }
        before.run();
        runners.end();
        callbacks.end();
        polling.end();
    }
}
