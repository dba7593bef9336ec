package asyncio4j.testing.junit;

import static asyncio4j.Asyncio.createTask;
import static asyncio4j.Asyncio.gather;
import static asyncio4j.Asyncio.yieldNow;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import asyncio4j.EventLoop;
import asyncio4j.testing.AsyncTest;
import asyncio4j.testing.Explore;
import asyncio4j.testing.Gate;
import asyncio4j.testing.Strategy;
import asyncio4j.testing.Trail;
import asyncio4j.testing.VirtualClock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Trail, Gate, and what an explored test may be made of.
class HelpersTest {
    private final Trail trail = new Trail();

    @Test
    void aTrailSaysWhatWasExpectedAndWhatThereWas() {
        trail.add("a");
        trail.add(2);
        trail.is("a", 2);
        trail.isInAnyOrder(2, "a");
        trail.contains("a");
        assertThatThrownBy(() -> trail.is(2, "a"))
                .isInstanceOf(AssertionError.class)
                .hasMessageContainingAll("exactly [2, a]", "there was [a, 2]");
        assertThatThrownBy(() -> trail.isInAnyOrder("a")).isInstanceOf(AssertionError.class);
        assertThatThrownBy(() -> trail.contains(2, "a")).isInstanceOf(AssertionError.class);
    }

    @AsyncTest
    void aGateStopsATaskUntilItIsOpened() {
        var gate = new Gate("half way");
        var task = createTask(() -> {
            trail.add("before");
            gate.pass();
            trail.add("after");
        });
        gate.awaitArrival();
        trail.is("before");
        assertThat(gate.waiting()).isEqualTo(1);
        assertThat(gate).hasToString("Gate[half way, closed, 1 waiting]");
        gate.open();
        task.await();
        trail.is("before", "after");
        gate.pass(); // an open gate stops nobody
        assertThat(gate).hasToString("Gate[half way, open]");
    }

    @AsyncTest
    void aTaskCancelledAtAGateStandsThereNoMore() {
        var gate = new Gate("half way");
        var task = createTask(gate::pass);
        gate.awaitArrival();
        task.cancel();
        yieldNow();
        assertThat(task.isCancelled()).isTrue();
        assertThat(gate.waiting()).isZero();
    }

    @Nested
    class Explored {
        private EventLoop loop;

        @BeforeEach
        void begin(EventLoop own, VirtualClock clock) {
            loop = own;
            trail.is(); // the outer instance is fresh, too
            trail.add("begin");
        }

        @AfterEach
        void end() {
            trail.contains("begin", "a");
            trail.contains("begin", "b");
        }

        @Explore(strategy = Strategy.EXHAUSTIVE, runs = 200)
        @ParameterizedTest
        @ValueSource(strings = {"x", "y"})
        void givesArgumentsAndTheLoopOfTheRun(String argument, EventLoop own) {
            assertThat(argument).isIn("x", "y");
            assertThat(own).isSameAs(loop);
            gather(() -> trail.add("a"), () -> trail.add("b"));
        }
    }
}
