package asyncio4j.bench;

import asyncio4j.Action;
import asyncio4j.Engine;
import asyncio4j.RunOptions;
import asyncio4j.Runner;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/// A loop of either engine, for a whole trial. One invocation is one run of it, of very many operations.
@State(Scope.Benchmark)
public class Loop {
    /// Which engine.
    @Param({"SCHEDULER", "BATON"})
    public Engine engine;

    private Runner runner;

    /// Makes it.
    @Setup(Level.Trial)
    public void open() {
        runner = new Runner(RunOptions.defaults().withEngine(engine));
    }

    /// Closes it.
    @TearDown(Level.Trial)
    public void close() {
        runner.close();
    }

    void run(Action main) {
        runner.run(main);
    }
}
