package asyncio4j.testing.behaviour;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import asyncio4j.testing.ExploreOptions;
import asyncio4j.testing.Simulation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Replay strings that do not fit say why.
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ReplayTest {
    private final String replay = Simulation.explore(ExploreOptions.defaults(), SimulationTest::overtaken)
            .replay();

    @Test
    void stringNamesTheTestThatExplored() {
        assertThat(replay).startsWith("v1;" + ReplayTest.class.getName() + ";");
        assertThat(Simulation.explore(ExploreOptions.defaults().withName("a; test"), SimulationTest::overtaken)
                        .replay())
                .startsWith("v1;a%3B+test;");
    }

    @Test
    void givenNameCountsOnBothSides() {
        var options = ExploreOptions.defaults().withName("a; test");
        var named = Simulation.explore(options, SimulationTest::overtaken).replay();
        assertThatThrownBy(() -> Simulation.replay(named, options, SimulationTest::overtaken))
                .hasMessage("not ready");
    }

    @Test
    void stringOfAnotherTestIsRefused() {
        var options = ExploreOptions.defaults().withName("other");
        assertThatThrownBy(() -> Simulation.replay(replay, options, SimulationTest::overtaken))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("this replay string is of test " + ReplayTest.class.getName() + ", not of other");
    }

    @Test
    void stringOfAnotherVersionOfTheLibraryIsRefused() {
        assertThatThrownBy(() -> Simulation.replay(replay.replaceFirst("v1", "v7"), SimulationTest::overtaken))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("version v7", "here is v1");
    }

    @Test
    void stringOfAnotherVersionOfTheTestIsNoticed() {
        assertThatThrownBy(() -> Simulation.replay(replay, () -> {}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("another version of " + ReplayTest.class.getName());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "nonsense", "v1", "v1;asyncio4j.testing.behaviour.ReplayTest;;1:x;0", "1;2;3"})
    void nonsenseIsRefused(String text) {
        assertThatThrownBy(() -> Simulation.replay(text, () -> {}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("replay string");
    }

    @Test
    void passingScheduleCanBeReplayed() {
        var options = ExploreOptions.defaults();
        var failing = Simulation.explore(options, () -> {
            throw new IllegalStateException("x");
        });
        assertThatThrownBy(() -> Simulation.replay(failing.replay(), () -> {
                    throw new IllegalStateException("y");
                }))
                .hasMessage("y");
        assertThatCode(() -> Simulation.replay(failing.replay(), () -> {})).doesNotThrowAnyException();
    }
}
