package asyncio4j.testing;

import asyncio4j.Awaitable;
import asyncio4j.CancelledError;
import asyncio4j.ErrorContext;
import asyncio4j.EventLoop;
import asyncio4j.RunOptions;
import asyncio4j.Runner;
import asyncio4j.spi.LoopConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/// One run of a body: a loop of its own, virtual time, and an order of steps that a chooser decides.
final class SimulatedRun<T extends @Nullable Object> {
    private final Awaitable<? extends T> body;
    private final ExploreOptions options;
    private final VirtualClock clock = new VirtualClock();
    private final Decisions decisions;
    private final Faults faults;
    private final SimulatedOrder order;
    private final @Nullable TraceRecorder trace;
    private final RealWorld world = new RealWorld(this::stop, true);
    private final Queue<RuntimeException> real = new ConcurrentLinkedQueue<>(); // any thread
    private final List<Throwable> unseen = new ArrayList<>(); // loop only: what the exception handler was told
    private @Nullable AssertionError leak; // loop only

    private SimulatedRun(Awaitable<? extends T> body, ExploreOptions options, Chooser chooser, boolean recorded) {
        this.body = body;
        this.options = options;
        decisions = new Decisions(chooser);
        trace = recorded ? new TraceRecorder(clock) : null;
        faults = new Faults(options, decisions, trace);
        order = new SimulatedOrder(decisions, clock, options.maxSteps(), faults, trace);
    }

    /// Runs `body` as `chooser` decides.
    ///
    /// @param recorded whether a readable trace is made; it costs
    static <T extends @Nullable Object> RunResult<T> of(
            Awaitable<? extends T> body, ExploreOptions options, Chooser chooser, boolean recorded) {
        return new SimulatedRun<T>(body, options, chooser, recorded).run();
    }

    private RunResult<T> run() {
        EventLoop loop = config().newLoop();
        loop.setExceptionHandler((_, error) -> unseen.add(unseen(error)));
        T value = null;
        Throwable failure = null;
        var runner = new Runner(RunOptions.defaults().withDebug(false).withLoopFactory(() -> loop));
        try {
            value = runner.<T>run(this::main);
        } catch (Throwable e) {
            failure = e;
        }
        order.off();
        try {
            runner.close();
        } catch (Throwable e) {
            failure = failure == null ? e : failure;
        }
        if (failure instanceof VirtualMachineError e && !(e instanceof StackOverflowError)) {
            throw e;
        }
        return new RunResult<>(
                value, verdict(failure), decisions, trace == null ? null : trace.text(), world.disturbed());
    }

    private LoopConfig config() {
        LoopConfig config = clock.on(LoopConfig.defaults(), world, options.faultless() ? null : faults)
                .withEngine(options.engine())
                .withDebug(false)
                .withClosedWorld(true)
                .withReadyOrder(order);
        config = NetworkPart.on(config, faults);
        LoopConfig faulty = options.faultless() ? config : config.withObserver(faults);
        return trace == null ? faulty : faulty.withObserver(trace);
    }

    /// Ends the run: what follows would tell nothing. Any thread.
    private void stop(EventLoop loop, RuntimeException why) {
        real.add(why);
        loop.callSoonThreadsafe(loop::stop);
    }

    private T main() throws Exception {
        clock.enter();
        try {
            T value = body.await();
            order.off();
            lookForLeaks();
            return value;
        } catch (CancelledError e) {
            order.off();
            if (decisions.cancelled()) { // by us, so the body has not failed yet
                lookForLeaks();
            }
            throw e;
        } finally {
            order.off();
        }
    }

    /// What remains would remain for ever.
    private void lookForLeaks() {
        if (options.leakCheck()) {
            leak = Leftovers.find(clock, task -> trace == null ? "" : trace.origin(task));
        }
    }

    private static Throwable unseen(ErrorContext error) {
        var what = new AssertionError(error.message(), error.exception());
        what.setStackTrace(new StackTraceElement[0]);
        return what;
    }

    private @Nullable Throwable verdict(@Nullable Throwable failure) {
        var all = new ArrayList<Throwable>(real);
        if (failure != null && real.isEmpty() && !(failure instanceof CancelledError && decisions.cancelled())) {
            all.add(failure);
        }
        if (leak != null) {
            all.add(leak);
        }
        all.addAll(unseen);
        if (all.isEmpty()) {
            return null;
        }
        Throwable first = all.getFirst();
        for (Throwable other : all.subList(1, all.size())) {
            if (other != first) {
                first.addSuppressed(other);
            }
        }
        return first;
    }
}
