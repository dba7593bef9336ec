package asyncio4j.testing.primitives;

import static org.assertj.core.api.Assertions.assertThat;

import asyncio4j.Action;
import asyncio4j.testing.ExploreOptions;
import asyncio4j.testing.ExploreReport;
import asyncio4j.testing.Fault;
import asyncio4j.testing.Simulation;
import asyncio4j.testing.Strategy;
import java.util.stream.IntStream;

/// The searches that a primitive has to survive.
final class Explored {
    private static final ExploreOptions EXHAUSTIVE = ExploreOptions.defaults()
            .withStrategy(Strategy.EXHAUSTIVE)
            .withDepth(2)
            .withRuns(30_000);

    private Explored() {}

    /// Every schedule with two deviations, and each with `targets` cancelled at each of their suspensions, one
    /// at a time.
    static void exhaustively(Action body, String... targets) {
        var options = EXHAUSTIVE;
        for (String target : targets) {
            options = options.withFault(new Fault.CancelEverywhere(target));
        }
        ExploreReport report = Simulation.explore(options, body);
        report.throwIfFailed();
        assertThat(report.exhausted()).as(report.toString()).isTrue();
        assertThat(report.runs()).isGreaterThanOrEqualTo(5);
    }

    /// Larger cases by chance, with everything going wrong that can.
    static void byChance(Action body, String... targets) {
        var options = ExploreOptions.defaults()
                .withRuns(400)
                .withJitter(true)
                .withFault(new Fault.EarlyTimeouts())
                .withFault(new Fault.SpuriousDelays());
        for (String target : targets) {
            options = options.withFault(new Fault.CancelEverywhere(target));
        }
        Simulation.explore(options, body).throwIfFailed();
        Simulation.explore(options.withStrategy(Strategy.PCT), body).throwIfFailed();
    }

    /// `prefix0`, `prefix1` ...
    static String[] names(String prefix, int count) {
        return IntStream.range(0, count).mapToObj(i -> prefix + i).toArray(String[]::new);
    }
}
