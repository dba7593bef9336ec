package asyncio4j.testing.behaviour;

import static asyncio4j.Asyncio.createTask;
import static asyncio4j.Asyncio.millis;
import static asyncio4j.Asyncio.sleep;
import static asyncio4j.Asyncio.yieldNow;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import asyncio4j.testing.ExploreOptions;
import asyncio4j.testing.ExploreReport;
import asyncio4j.testing.Simulation;
import asyncio4j.testing.Strategy;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Which schedules a strategy runs. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class StrategyTest {
    private final Set<String> seen = new HashSet<>();
    private int runs;

    private static ExploreOptions exhaustive(int depth) {
        return ExploreOptions.defaults()
                .withStrategy(Strategy.EXHAUSTIVE)
                .withDepth(depth)
                .withRuns(100_000);
    }

    /// `tasks` tasks of `steps` steps each.
    private ExploreReport explore(ExploreOptions options, int tasks, int steps) {
        return Simulation.explore(options, () -> {
            var order = new ArrayList<String>();
            for (int t = 0; t < tasks; t++) {
                int number = t;
                createTask(() -> {
                    for (int i = 1; i < steps; i++) {
                        order.add(number + "");
                        yieldNow();
                    }
                    order.add(number + "");
                });
            }
            sleep(millis(1));
            runs++;
            seen.add(String.join("", order));
        });
    }

    // ---- EXHAUSTIVE ----

    @ParameterizedTest
    @CsvSource({"2, 1, 2", "3, 1, 6", "4, 1, 24", "2, 3, 20", "2, 4, 70", "3, 2, 90"})
    void withoutALimitEveryOrderThereIsComesOnce(int tasks, int steps, int orders) {
        var report = explore(exhaustive(ExploreOptions.ALL), tasks, steps);
        assertThat(seen).hasSize(orders);
        assertThat(report).hasToString("exhausted, " + orders + " schedules");
        assertThat(runs - 1).as("one is repeated").isEqualTo(orders);
    }

    @ParameterizedTest
    @CsvSource({"1, 4", "2, 6", "3, 6"})
    void depthLimitsTheDeviations(int depth, int orders) {
        explore(exhaustive(depth), 3, 1); // one of two to be brought forward at first, one at second
        assertThat(seen).hasSize(orders).contains("012");
    }

    @Test
    void firstInFirstOutComesFirst() {
        explore(exhaustive(2).withRuns(1), 3, 2);
        assertThat(seen).containsExactly("012012");
    }

    @Test
    void runsThatDoNotSufficeAreSaidNotToExhaust() {
        assertThat(explore(exhaustive(2).withRuns(10), 3, 3)).hasToString("not exhausted, 10 run");
    }

    @Test
    void failureWithFewestDeviationsIsFound() {
        var report = Simulation.explore(exhaustive(ExploreOptions.ALL), SimulationTest::overtaken);
        assertThat(report.failed()).isTrue();
        assertThat(report.trace().lines().filter(l -> l.contains("steps before")))
                .hasSize(3);
        assertThat(Simulation.explore(exhaustive(2), SimulationTest::overtaken).exhausted())
                .isTrue();
    }

    // ---- by chance ----

    @ParameterizedTest
    @EnumSource(names = {"RANDOM", "PCT"})
    void chanceReachesEveryOrderOfASmallCase(Strategy strategy) {
        explore(ExploreOptions.defaults().withStrategy(strategy).withDepth(6), 2, 3);
        assertThat(seen).hasSize(20);
    }

    @ParameterizedTest
    @EnumSource(Strategy.class)
    void sameSeedRunsTheSameSchedules(Strategy strategy) {
        var both = new ArrayList<List<String>>();
        for (int i = 0; i < 2; i++) {
            var orders = new ArrayList<String>();
            Simulation.explore(ExploreOptions.defaults().withStrategy(strategy).withRuns(50), () -> {
                var order = new StringBuilder();
                for (String name : List.of("a", "b", "c")) {
                    createTask(() -> {
                        order.append(name);
                        yieldNow();
                        order.append(name);
                    });
                }
                sleep(millis(1));
                orders.add(order.toString());
            });
            both.add(orders);
        }
        assertThat(both.get(0)).isEqualTo(both.get(1));
    }

    @Test
    void otherSeedsRunOtherSchedules() {
        explore(ExploreOptions.defaults().withRuns(1).withSeed(1), 3, 5);
        explore(ExploreOptions.defaults().withRuns(1).withSeed(2), 3, 5);
        assertThat(seen).hasSize(2);
    }

    @Test
    void prioritiesLetOneTaskGoFarAhead() {
        explore(ExploreOptions.defaults().withStrategy(Strategy.PCT).withDepth(1), 3, 4);
        assertThat(seen)
                .containsExactlyInAnyOrder(
                        "000011112222", "000022221111", "111100002222", "111122220000", "222200001111", "222211110000");
    }

    @Test
    void taskThatOnlyYieldsStarvesNobody() {
        var report = Simulation.explore(ExploreOptions.defaults().withStrategy(Strategy.PCT), () -> {
            var done = new boolean[1];
            createTask(() -> {
                yieldNow();
                done[0] = true;
            });
            while (!done[0]) {
                yieldNow();
            }
        });
        assertThat(report).hasToString("not exhausted, 1000 run");
    }

    // ---- options ----

    @Test
    void badOptionsAreRefused() {
        assertThatThrownBy(() -> ExploreOptions.defaults().withRuns(0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> ExploreOptions.defaults().withDepth(0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> ExploreOptions.defaults().withMaxSteps(0))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
