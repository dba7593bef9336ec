package asyncio4j.testing.junit;

import static asyncio4j.Asyncio.gather;
import static asyncio4j.Asyncio.yieldNow;
import static asyncio4j.testing.junit.Inner.failed;
import static asyncio4j.testing.junit.Inner.failureOf;
import static org.assertj.core.api.Assertions.assertThat;

import asyncio4j.testing.AsyncTest;
import asyncio4j.testing.Explore;
import asyncio4j.testing.Replay;
import asyncio4j.testing.SimulationFailure;
import asyncio4j.testing.Strategy;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

/** Explored tests, and the replay of what they find. */
class ExploreTest {
    /** First in, first out hides what is wrong: the second comes when the first is ready. */
    static class Counting {
        int count;

        void addTwice() {
            gather(this::add, () -> {
                yieldNow();
                yieldNow();
                add();
            });
            assertThat(count).isEqualTo(2);
        }

        private void add() {
            int seen = count;
            yieldNow();
            count = seen + 1;
        }
    }

    @Tag("example")
    static class Explored extends Counting {
        static int before;
        static int after;

        @BeforeEach
        void setUp(TestInfo info) {
            assertThat(info.getTestMethod()).isPresent();
            before++;
            assertThat(count).isZero();
        }

        @AfterEach
        void tearDown(TestInfo info) {
            assertThat(info.getDisplayName()).isNotEmpty();
            after++;
        }

        @Explore(runs = 50)
        void holds() {
            count++;
            yieldNow();
            assertThat(count).isEqualTo(1);
        }

        @Explore(strategy = Strategy.EXHAUSTIVE)
        void fails() {
            addTwice();
        }

        @Explore(runs = 1, strategy = Strategy.EXHAUSTIVE)
        void passesInTheOrdinaryOrder() {
            addTwice();
        }
    }

    @Tag("example")
    static class Repeated extends Counting {
        static final String STEPS = ";;0:1,1:1;1fb90c0d";

        @Explore
        @Replay("v1;asyncio4j.testing.junit.ExploreTest%24Repeated.fails" + STEPS)
        void fails() {
            addTwice();
        }

        @Explore
        @Replay("v1;asyncio4j.testing.junit.ExploreTest%24Repeated.isAnother" + STEPS)
        void isAnother() {
            yieldNow();
        }
    }

    @Tag("example")
    static class Misplaced {
        @Replay("v1;x;;;0")
        void alone() {}

        @AsyncTest
        @Replay("v1;x;;;0")
        void withAnAsyncTest() {}

        @RepeatedTest(2)
        @Replay("v1;x;;;0")
        void withARepeatedTest() {}
    }

    @Test
    void anExplorationReportsWhatItFoundAndEachRunHasItsOwnInstance() {
        Explored.before = 0;
        Explored.after = 0;
        Throwable failure = failureOf(Explored.class, "fails");
        assertThat(failure).isInstanceOf(SimulationFailure.class).hasMessageContaining("failed in run");
        assertThat(replayOf(failure))
                .as("deviations and all")
                .isEqualTo("v1;asyncio4j.testing.junit.ExploreTest%24Explored.fails" + Repeated.STEPS);
        assertThat(Explored.before).isEqualTo(Explored.after).isGreaterThan(50);
        assertThat(failed(Explored.class, "holds")).isEmpty();
        assertThat(failed(Explored.class, "passesInTheOrdinaryOrder")).isEmpty();
    }

    @Test
    void aReplayedScheduleFailsInTheSameWay() {
        assertThat(failureOf(Repeated.class, "fails"))
                .isNotInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("expected: 2");
    }

    @Test
    void aReplayStringOfOtherStepsSaysSo() {
        assertThat(failureOf(Repeated.class, "isAnother"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("other steps now");
    }

    @Test
    void aReplayWithoutExploreSaysWhatIsMissing() {
        for (String method : new String[] {"alone", "withAnAsyncTest", "withARepeatedTest"}) {
            assertThat(failureOf(Misplaced.class, method))
                    .hasMessageContaining("put it next to the @Explore of " + method);
        }
    }

    private static String replayOf(Throwable failure) {
        return String.valueOf(failure.getMessage())
                .lines()
                .filter(line -> line.startsWith("replay: "))
                .map(line -> line.substring(8))
                .findFirst()
                .orElseThrow();
    }
}
