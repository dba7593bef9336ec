package asyncio4j.testing.junit;

import static asyncio4j.Asyncio.createTask;
import static asyncio4j.Asyncio.gather;
import static asyncio4j.Asyncio.sleep;
import static asyncio4j.Asyncio.yieldNow;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import asyncio4j.sync.AsyncEvent;
import asyncio4j.testing.AsyncTest;
import asyncio4j.testing.Explore;
import asyncio4j.testing.NotDeterministicException;
import asyncio4j.testing.Replay;
import asyncio4j.testing.SimulationFailure;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.testkit.engine.EngineExecutionResults;
import org.junit.platform.testkit.engine.EngineTestKit;

/// What a failing test says.
class ReportsTest {
    @Tag("example")
    static class Faulty {
        @AsyncTest
        void leaks() {
            createTask("forgotten", () -> new AsyncEvent().await());
            yieldNow();
        }

        @AsyncTest
        void overlooks() {
            createTask("unlucky", () -> {
                throw new IllegalStateException("nobody looks");
            });
            yieldNow();
        }

        @AsyncTest(timeout = 0.2)
        void hangs() {
            createTask("helper", () -> new AsyncEvent().await());
            new AsyncEvent().await();
        }

        @AsyncTest
        void asserts() {
            yieldNow();
            assertThat(1 + 1).isEqualTo(3);
        }

        @AsyncTest(virtualTime = true)
        void blocks() throws InterruptedException {
            Thread.sleep(300);
        }
    }

    @Tag("example")
    static class Explored {
        private static final String FOUND = "v1;Explored.replays;;;0";
        static int before;
        static int after;
        private int count;

        @BeforeEach
        void setUp() {
            before++;
            assertThat(count).isZero();
        }

        @AfterEach
        void tearDown() {
            after++;
        }

        private void add() {
            int seen = count;
            sleep(Duration.ofMillis(1));
            count = seen + 1;
        }

        @Explore(runs = 50)
        void holds() {
            count++;
            yieldNow();
            assertThat(count).isEqualTo(1);
        }

        @Explore
        void fails() {
            gather(this::add, this::add);
            assertThat(count).isEqualTo(2);
        }

        @Explore
        @Replay(FOUND)
        void replays() {
            yieldNow();
        }
    }

    @Tag("example")
    static class Repeated {
        static final String FOUND = "v1;Repeated.fails;;;1345bc58";
        private int count;

        private void add() {
            int seen = count;
            sleep(Duration.ofMillis(1));
            count = seen + 1;
        }

        @Explore
        @Replay(FOUND)
        void fails() {
            gather(this::add, this::add);
            assertThat(count).isEqualTo(2);
        }
    }

    private static Throwable failureOf(Class<?> type, String method) {
        EngineExecutionResults results = EngineTestKit.engine("junit-jupiter")
                .selectors(selectClass(type))
                .execute();
        return results.testEvents().failed().stream()
                .filter(e -> e.getTestDescriptor().getUniqueId().toString().contains(":" + method + "("))
                .map(e -> e.getRequiredPayload(TestExecutionResult.class)
                        .getThrowable()
                        .orElseThrow())
                .findFirst()
                .orElseThrow();
    }

    @Test
    void aLeakedTaskIsNamedWithItsOriginAndWhatItWaitsFor() {
        assertThat(failureOf(Faulty.class, "leaks"))
                .hasMessageContainingAll("left behind", "forgotten", "ReportsTest.java:", "AsyncEvent");
    }

    @Test
    void aFailureNobodyLookedAtFailsTheTest() {
        assertThat(failureOf(Faulty.class, "overlooks"))
                .hasMessageContaining("never retrieved")
                .rootCause()
                .hasMessage("nobody looks");
    }

    @Test
    void aTimeoutShowsWhatTheTasksWaitFor() {
        assertThat(failureOf(Faulty.class, "hangs"))
                .hasMessageContainingAll("hangs did not end within 0.2 s", "helper", "AsyncEvent");
    }

    @Test
    void anAssertionThatFailsIsTheVeryOne() {
        assertThat(failureOf(Faulty.class, "asserts")).hasMessageContaining("expected: 3");
    }

    @Test
    void realBlockingInVirtualTimeIsNamed() {
        assertThat(failureOf(Faulty.class, "blocks"))
                .rootCause()
                .isInstanceOf(NotDeterministicException.class)
                .hasMessageContaining("real blocking");
    }

    @Test
    void anExplorationReportsWhatItFoundAndEachRunHasItsOwnInstance() {
        Explored.before = 0;
        Explored.after = 0;
        assertThat(failureOf(Explored.class, "fails"))
                .isInstanceOf(SimulationFailure.class)
                .hasMessageContainingAll("failed in run", "replay: v1;Explored.fails;");
        assertThat(Explored.before).isEqualTo(Explored.after).isGreaterThan(50);
    }

    @Test
    void aReplayStringOfOtherStepsSaysSo() {
        assertThat(failureOf(Explored.class, "replays"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("other steps now");
    }

    @Test
    void aReplayedScheduleFailsInTheSameWay() {
        String replay = replayOf(failureOf(Explored.class, "fails"));
        assertThat(replay).isEqualTo(Repeated.FOUND.replace("Repeated.", "Explored."));
        assertThat(failureOf(Repeated.class, "fails"))
                .isNotInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("expected: 2");
    }

    private static String replayOf(Throwable failure) {
        return String.valueOf(failure.getMessage())
                .lines()
                .filter(line -> line.startsWith("replay: "))
                .map(line -> line.substring(8))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void classesRunInParallelEachTestOnItsOwnLoop() {
        EngineTestKit.engine("junit-jupiter")
                .configurationParameter("junit.jupiter.execution.parallel.enabled", "true")
                .configurationParameter("junit.jupiter.execution.parallel.mode.default", "concurrent")
                .selectors(selectClass(AsyncTestTest.class))
                .execute()
                .testEvents()
                .assertStatistics(s -> s.started(10).succeeded(10));
    }
}
