package asyncio4j.spi;

import asyncio4j.Engine;
import asyncio4j.EventLoop;
import asyncio4j.internal.task.EventLoopImpl;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// The parts a loop is made of; immutable.
///
/// ```java
/// var config = LoopConfig.defaults().withClock(virtual).withPoller(virtual);
/// try (var runner = new Runner(RunOptions.defaults().withLoopFactory(config::newLoop))) { ... }
/// ```
///
/// @since 0.1
public final class LoopConfig {
    private static final LoopConfig DEFAULTS = new LoopConfig(
            Engine.AUTO,
            Boolean.getBoolean("asyncio4j.debug"),
            LoopClock.SYSTEM,
            null,
            null,
            List.of(),
            Map.of(),
            false);

    private final Engine engine;
    private final boolean debug;
    private final LoopClock clock;
    private final @Nullable Poller poller;
    private final @Nullable ReadyOrder readyOrder;
    private final List<LoopObserver> observers;
    private final Map<Class<?>, Function<? super EventLoop, ?>> parts;
    private final boolean closedWorld;

    private LoopConfig(
            Engine engine,
            boolean debug,
            LoopClock clock,
            @Nullable Poller poller,
            @Nullable ReadyOrder readyOrder,
            List<LoopObserver> observers,
            Map<Class<?>, Function<? super EventLoop, ?>> parts,
            boolean closedWorld) {
        this.engine = engine;
        this.debug = debug;
        this.clock = clock;
        this.poller = poller;
        this.readyOrder = readyOrder;
        this.observers = observers;
        this.parts = parts;
        this.closedWorld = closedWorld;
    }

    /// Engine AUTO, debug as `-Dasyncio4j.debug` says, the system's clock, no poller, first in first out, no observer.
    public static LoopConfig defaults() {
        return DEFAULTS;
    }

    /// A new loop of these parts, open and not running.
    public EventLoop newLoop() {
        return EventLoopImpl.create(this);
    }

    /// The engine asked for.
    public Engine engine() {
        return engine;
    }

    /// With another engine.
    public LoopConfig withEngine(Engine wanted) {
        Objects.requireNonNull(wanted, "engine");
        return new LoopConfig(wanted, debug, clock, poller, readyOrder, observers, parts, closedWorld);
    }

    /// Whether the loop starts in debug mode.
    public boolean debug() {
        return debug;
    }

    /// With debug mode on or off.
    public LoopConfig withDebug(boolean on) {
        return new LoopConfig(engine, on, clock, poller, readyOrder, observers, parts, closedWorld);
    }

    /// The clock.
    public LoopClock clock() {
        return clock;
    }

    /// With another clock; one that does not follow real time needs a poller that knows it.
    public LoopConfig withClock(LoopClock other) {
        Objects.requireNonNull(other, "clock");
        return new LoopConfig(engine, debug, other, poller, readyOrder, observers, parts, closedWorld);
    }

    /// The poller; null: the loop's thread parks.
    public @Nullable Poller poller() {
        return poller;
    }

    /// With another poller, for one loop only.
    public LoopConfig withPoller(@Nullable Poller other) {
        return new LoopConfig(engine, debug, clock, other, readyOrder, observers, parts, closedWorld);
    }

    /// Who chooses the next step; null: first in, first out.
    public @Nullable ReadyOrder readyOrder() {
        return readyOrder;
    }

    /// With another order.
    public LoopConfig withReadyOrder(@Nullable ReadyOrder other) {
        return new LoopConfig(engine, debug, clock, poller, other, observers, parts, closedWorld);
    }

    /// The observers attached from the start.
    public List<LoopObserver> observers() {
        return observers;
    }

    /// With one more observer.
    public LoopConfig withObserver(LoopObserver observer) {
        Objects.requireNonNull(observer, "observer");
        var more = new ArrayList<>(observers);
        more.add(observer);
        return new LoopConfig(engine, debug, clock, poller, readyOrder, List.copyOf(more), parts, closedWorld);
    }

    /// What makes the part of kind `type`; null: whoever asks for it first.
    @SuppressWarnings("unchecked") // as withPart put it in
    public <T> @Nullable Function<? super EventLoop, ? extends T> part(Class<T> type) {
        return (Function<? super EventLoop, ? extends T>) parts.get(type);
    }

    /// With another part than the usual one, see [LoopParts]: a simulated network, for example.
    public <T> LoopConfig withPart(Class<T> type, Function<? super EventLoop, ? extends T> maker) {
        var more = new HashMap<>(parts);
        more.put(Objects.requireNonNull(type, "type"), Objects.requireNonNull(maker, "maker"));
        return new LoopConfig(engine, debug, clock, poller, readyOrder, observers, Map.copyOf(more), closedWorld);
    }

    /// Whether no other thread calls the loop, except for jobs that it started itself.
    public boolean closedWorld() {
        return closedWorld;
    }

    /// With or without a closed world: a loop in one ends with a [asyncio4j.DeadlockException] when nothing can run any
    /// more, also where user code was handed the loop and might have given it to a thread.
    public LoopConfig withClosedWorld(boolean on) {
        return new LoopConfig(engine, debug, clock, poller, readyOrder, observers, parts, on);
    }
}
