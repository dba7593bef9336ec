package asyncio4j.testing.bugs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import asyncio4j.Action;
import asyncio4j.testing.ExploreOptions;
import asyncio4j.testing.ExploreReport;
import asyncio4j.testing.Fault;
import asyncio4j.testing.Simulation;
import asyncio4j.testing.Strategy;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Ten classic bugs are found and repeated; without the bug, nothing is found.
class BugsTest {
    private static final int RUNS = 1000;
    private static final int REPLAYS = 100;

    /// @param foundIn the run that finds it, as the guide says
    /// @param shows what the failure says
    record Bug(String name, int foundIn, String shows, Action wrong, Action right, ExploreOptions options) {
        Bug(String name, int foundIn, String shows, Action wrong, Action right) {
            this(name, foundIn, shows, wrong, right, ExploreOptions.defaults().withName(name));
        }

        Bug cancelling(String task) {
            return new Bug(name, foundIn, shows, wrong, right, options.withFault(new Fault.CancelEverywhere(task)));
        }

        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Bug> bugs() {
        return Stream.of(
                new Bug(
                        "lost update",
                        5,
                        "[balance] \nexpected: 15",
                        () -> SharedState.depositTwice(new SharedState.Account()),
                        () -> SharedState.depositTwice(new SharedState.RightAccount())),
                new Bug(
                        "check, then act",
                        5,
                        "[loads] \nexpected: 1",
                        () -> SharedState.loadOnce(new SharedState.Cache()),
                        () -> SharedState.loadOnce(new SharedState.RightCache())),
                new Bug(
                        "double close",
                        5,
                        "[sockets closed] \nexpected: 1",
                        () -> SharedState.closeTwice(new SharedState.Connection()),
                        () -> SharedState.closeTwice(new SharedState.RightConnection())),
                new Bug(
                        "missed notify",
                        9,
                        "waits for AsyncCondition.await",
                        () -> Waiting.everyLetterArrives(new Waiting.Mailbox()),
                        () -> Waiting.everyLetterArrives(new Waiting.RightMailbox())),
                new Bug(
                        "AB-BA",
                        5,
                        "waits for lock \"a\" held by task",
                        () -> Waiting.toAndFro(new Waiting.Transfers()),
                        () -> Waiting.toAndFro(new Waiting.RightTransfers())),
                new Bug(
                        "starvation",
                        6,
                        "[readers that overtook the writer]",
                        () -> Waiting.theWriterHasItsTurn(new Waiting.ReadWriteLock()),
                        () -> Waiting.theWriterHasItsTurn(new Waiting.RightReadWriteLock())),
                new Bug(
                        "lost cancel",
                        2,
                        "[the sender is cancelled]",
                        () -> Waiting.cancelEnds(new Waiting.Retrying()),
                        () -> Waiting.cancelEnds(new Waiting.RightRetrying())),
                new Bug(
                        "order of shutdown",
                        5,
                        "log is closed",
                        () -> SharedState.lastWords(new SharedState.Log()),
                        () -> SharedState.lastWords(new SharedState.RightLog())),
                new Bug(
                                "leaky pool",
                                2,
                                "waits for AsyncSemaphore.acquire",
                                () -> Waiting.everyConnectionComesBack(new Waiting.Pool()),
                                () -> Waiting.everyConnectionComesBack(new Waiting.RightPool()))
                        .cancelling("client"),
                new Bug(
                                "broken once",
                                2,
                                "waits for AsyncEvent.await",
                                () -> SharedState.firstIsCancelled(new SharedState.Once()),
                                () -> SharedState.firstIsCancelled(new SharedState.RightOnce()))
                        .cancelling("first"));
    }

    @ParameterizedTest
    @MethodSource("bugs")
    void isFoundAndRepeated(Bug bug) {
        ExploreReport report = Simulation.explore(bug.options.withRuns(RUNS), bug.wrong);
        Throwable found = report.failure();
        assertThat(found).hasMessageContaining(bug.shows);
        assertThat(report.runs()).as("on every engine").isEqualTo(bug.foundIn);
        String replay = Objects.requireNonNull(report.replay(), report::toString);
        for (int i = 0; i < REPLAYS; i++) {
            assertThat(catchThrowable(() -> Simulation.replay(replay, bug.options, bug.wrong)))
                    .hasSameClassAs(found)
                    .hasMessage(found.getMessage());
        }
    }

    @ParameterizedTest
    @MethodSource("bugs")
    void theOrdinaryOrderHidesIt(Bug bug) {
        var fewestDeviations = bug.options.withStrategy(Strategy.EXHAUSTIVE);
        Simulation.explore(fewestDeviations.withRuns(1), bug.wrong).throwIfFailed();
        ExploreReport report = Simulation.explore(fewestDeviations.withDepth(4), bug.wrong);
        assertThat(report.failure()).hasMessageContaining(bug.shows);
        assertThat(report.runs()).isGreaterThan(1);
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
