package asyncio4j.engine;

import static asyncio4j.Asyncio.getRunningLoop;
import static asyncio4j.Asyncio.newEventLoop;
import static asyncio4j.Asyncio.run;
import static org.assertj.core.api.Assertions.assertThat;

import asyncio4j.Engine;
import asyncio4j.RunOptions;
import asyncio4j.Runner;
import asyncio4j.kit.ChildJvm;
import asyncio4j.spi.LoopConfig;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Which engine is in force, and what is said when the one asked for is not permitted. */
@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class EngineChoiceTest {
    private static final String OPEN = "--add-opens=java.base/java.lang=ALL-UNNAMED";

    @Test
    void engineInForceIsNeverAuto() {
        try (var loop = newEventLoop()) {
            assertThat(loop.engine()).isNotEqualTo(Engine.AUTO);
        }
        assertThat(run(() -> getRunningLoop().engine())).isNotEqualTo(Engine.AUTO);
    }

    @Test
    void engineThatIsAskedForIsTheOneInForce() {
        try (var loop = LoopConfig.defaults().withEngine(Engine.BATON).newLoop()) {
            assertThat(loop.engine()).isEqualTo(Engine.BATON);
        }
        try (var runner = new Runner(RunOptions.defaults().withEngine(Engine.BATON))) {
            Engine engine = runner.run(() -> getRunningLoop().engine());
            assertThat(engine).isEqualTo(Engine.BATON);
        }
    }

    @Test
    void schedulerIsChosenWhereItIsPermitted() throws Exception {
        says(List.of(OPEN), "AUTO", "SCHEDULER");
        says(List.of(OPEN), "SCHEDULER", "SCHEDULER");
    }

    @Test
    void batonIsTheFallbackWhereItIsNot() throws Exception {
        says(List.of(), "AUTO", "BATON");
    }

    @Test
    void propertyChoosesTheEngine() throws Exception {
        says(List.of(OPEN, "-Dasyncio4j.engine=baton"), "AUTO", "BATON");
        says(List.of(OPEN, "-Dasyncio4j.engine=scheduler"), "AUTO", "SCHEDULER");
    }

    @Test
    void schedulerThatIsNotPermittedFailsAndNamesTheFlag() throws Exception {
        says(List.of(), "SCHEDULER", "failed, names the flag: true");
        says(List.of("-Dasyncio4j.engine=scheduler"), "AUTO", "failed, names the flag: true");
    }

    private static void says(List<String> options, String wanted, String line) throws Exception {
        try (var program = ChildJvm.start(options, Program.class, wanted)) {
            program.expect(line);
            assertThat(program.exit()).isZero();
        }
    }

    /** Prints the engine in force. */
    static final class Program {
        private Program() {}

        public static void main(String[] args) {
            var options = RunOptions.defaults().withEngine(Engine.valueOf(args[0]));
            try (var runner = new Runner(options)) {
                System.out.println(runner.<Engine>run(() -> getRunningLoop().engine()));
            } catch (IllegalStateException | UnsupportedOperationException e) {
                System.out.println("failed, names the flag: " + e.getMessage().contains("--add-opens"));
            }
        }
    }
}
