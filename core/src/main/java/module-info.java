/// asyncio for Java: event loop, tasks, cancellation, timeouts and structured concurrency.
module asyncio4j {
    requires static transitive org.jspecify; // annotations: nobody needs them at run time
    requires static jdk.unsupported; // sun.misc.Signal, reached through method handles; without it there are no signal
    // handlers

    requires static java.management; // in debug mode: how long the garbage collector took

    uses asyncio4j.spi.LoopListener;

    exports asyncio4j;
    exports asyncio4j.spi;
    exports asyncio4j.sync;
    exports asyncio4j.iter;
}
