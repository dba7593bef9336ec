package asyncio4j.testing.bugs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import asyncio4j.Action;
import asyncio4j.testing.ExploreOptions;
import asyncio4j.testing.ExploreReport;
import asyncio4j.testing.Fault;
import asyncio4j.testing.Simulation;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Ten classic bugs are found and repeated; without the bug, nothing is found.
class BugsTest {
    private static final int RUNS = 1000;
    private static final int REPLAYS = 100;

    record Bug(String name, ExploreOptions options, Action wrong, Action right) {
        @Override
        public String toString() {
            return name;
        }
    }

    private static Bug bug(String name, Action wrong, Action right, String... cancelled) {
        var options = ExploreOptions.defaults().withName(name);
        for (String task : cancelled) {
            options = options.withFault(new Fault.CancelEverywhere(task));
        }
        return new Bug(name, options, wrong, right);
    }

    static Stream<Bug> bugs() {
        return Stream.of(
                bug(
                        "lost update",
                        () -> SharedState.depositTwice(new SharedState.Account()),
                        () -> SharedState.depositTwice(new SharedState.RightAccount())),
                bug(
                        "check, then act",
                        () -> SharedState.loadOnce(new SharedState.Cache()),
                        () -> SharedState.loadOnce(new SharedState.RightCache())),
                bug(
                        "double close",
                        () -> SharedState.closeTwice(new SharedState.Connection()),
                        () -> SharedState.closeTwice(new SharedState.RightConnection())),
                bug(
                        "missed notify",
                        () -> Waiting.everyLetterArrives(new Waiting.Mailbox()),
                        () -> Waiting.everyLetterArrives(new Waiting.RightMailbox())),
                bug(
                        "AB-BA",
                        () -> Waiting.toAndFro(new Waiting.Transfers()),
                        () -> Waiting.toAndFro(new Waiting.RightTransfers())),
                bug(
                        "starvation",
                        () -> Waiting.theWriterHasItsTurn(new Waiting.ReadWriteLock()),
                        () -> Waiting.theWriterHasItsTurn(new Waiting.RightReadWriteLock())),
                bug(
                        "lost cancel",
                        () -> Waiting.cancelEnds(new Waiting.Retrying()),
                        () -> Waiting.cancelEnds(new Waiting.RightRetrying())),
                bug(
                        "order of shutdown",
                        () -> SharedState.lastWords(new SharedState.Log()),
                        () -> SharedState.lastWords(new SharedState.RightLog())),
                bug(
                        "leaky pool",
                        () -> Waiting.everyConnectionComesBack(new Waiting.Pool()),
                        () -> Waiting.everyConnectionComesBack(new Waiting.RightPool()),
                        "client"),
                bug(
                        "broken once",
                        () -> SharedState.firstIsCancelled(new SharedState.Once()),
                        () -> SharedState.firstIsCancelled(new SharedState.RightOnce()),
                        "first"));
    }

    @ParameterizedTest
    @MethodSource("bugs")
    void isFoundAndRepeated(Bug bug) {
        ExploreReport report = Simulation.explore(bug.options.withRuns(RUNS), bug.wrong);
        Throwable found = report.failure();
        assertThat(found).as(bug.name).isNotNull();
        String replay = Objects.requireNonNull(report.replay(), report::toString);
        for (int i = 0; i < REPLAYS; i++) {
            assertThat(catchThrowable(() -> Simulation.replay(replay, bug.options, bug.wrong)))
                    .hasSameClassAs(found)
                    .isNotInstanceOf(IllegalArgumentException.class);
        }
    }

    @ParameterizedTest
    @MethodSource("bugs")
    void withoutTheBugNothingIsFound(Bug bug) {
        Simulation.explore(bug.options.withRuns(RUNS), bug.right).throwIfFailed();
    }

    @Tag("long")
    @ParameterizedTest
    @MethodSource("bugs")
    void withoutTheBugNothingIsFoundInTenThousandRuns(Bug bug) {
        Simulation.explore(bug.options.withRuns(10 * RUNS), bug.right).throwIfFailed();
    }
}
