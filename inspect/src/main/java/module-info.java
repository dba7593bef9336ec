/// What a running program does: snapshots of loops and tasks, as data, JSON and text, and the socket that the command
/// line asks.
module asyncio4j.inspect {
    requires transitive asyncio4j;
    requires static jdk.jfr; // events of its own; without it there are none
    requires static java.instrument; // for the agent, which the attach mechanism brings along

    exports asyncio4j.inspect;

    provides asyncio4j.spi.LoopListener with
            asyncio4j.inspect.internal.Door;
}
