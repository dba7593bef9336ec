package asyncio4j.internal.engine;

import asyncio4j.Engine;
import java.util.Locale;

/// Chooses the engine of a loop.
public final class Engines {
    private static final StackEngine BATON = new BatonEngine();

    private Engines() {}

    /// The engine for `wanted`; AUTO looks at `-Dasyncio4j.engine`, then at what the JVM permits.
    ///
    /// @throws IllegalStateException if SCHEDULER is wanted and not permitted; the message names the flag
    public static StackEngine choose(Engine wanted) {
        Engine asked = wanted == Engine.AUTO ? property() : wanted;
        LoomAccess loom = asked == Engine.BATON ? null : LoomAccess.instance();
        if (loom != null) {
            return new SchedulerEngine(loom);
        }
        if (asked == Engine.SCHEDULER) {
            throw new IllegalStateException(
                    "engine SCHEDULER is not available: " + LoomAccess.reason() + "; add " + LoomAccess.flag());
        }
        return BATON;
    }

    /// Whether AUTO had to fall back to BATON.
    public static boolean fellBack(Engine wanted) {
        return wanted == Engine.AUTO && property() == Engine.AUTO && LoomAccess.instance() == null;
    }

    /// The engine that AUTO means here, and why, in one line.
    public static String explain() {
        Engine asked = property();
        if (asked == Engine.BATON) {
            return "BATON: -Dasyncio4j.engine=baton";
        }
        return (LoomAccess.instance() == null ? "BATON: " : "SCHEDULER: ") + LoomAccess.reason();
    }

    private static Engine property() {
        String value = System.getProperty("asyncio4j.engine", "auto");
        try {
            return Engine.valueOf(value.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("-Dasyncio4j.engine=" + value + ": use auto, scheduler or baton", e);
        }
    }
}
