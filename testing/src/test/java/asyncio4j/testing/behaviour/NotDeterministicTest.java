package asyncio4j.testing.behaviour;

import static asyncio4j.Asyncio.createTask;
import static asyncio4j.Asyncio.getRunningLoop;
import static asyncio4j.Asyncio.millis;
import static asyncio4j.Asyncio.sleep;
import static asyncio4j.Asyncio.toThread;
import static asyncio4j.Asyncio.yieldNow;
import static org.assertj.core.api.Assertions.assertThat;

import asyncio4j.Action;
import asyncio4j.AsyncFuture;
import asyncio4j.testing.ExploreOptions;
import asyncio4j.testing.NotDeterministicException;
import asyncio4j.testing.Simulation;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What no schedule can repeat is said, with its place.
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class NotDeterministicTest {
    private static Throwable found(Action body) {
        var report = Simulation.explore(ExploreOptions.defaults(), body);
        assertThat(report.replay()).as("what would not come again").isNull();
        return report.failure();
    }

    @Test
    void sleepOfTheThread() {
        assertThat(found(() -> createTask("sleeper", () -> Thread.sleep(50)).await()))
                .isInstanceOf(NotDeterministicException.class)
                .hasMessageMatching(
                        "real blocking in virtual time: task \"sleeper\" blocks in Thread.sleep at NotDeterministicTest.java:\\d+");
    }

    @Test
    void latchOfTheJdk() {
        assertThat(found(() -> {
                    var _ = new CountDownLatch(1).await(50, TimeUnit.MILLISECONDS);
                }))
                .isInstanceOf(NotDeterministicException.class)
                .hasMessageMatching(".*\"Task-1\" blocks in CountDownLatch.await at NotDeterministicTest.java:\\d+");
    }

    @Test
    void blockedCallback() {
        assertThat(found(() -> {
                    getRunningLoop().callSoon(() -> {
                        try {
                            Thread.sleep(50);
                        } catch (InterruptedException e) {
                            Thread.currentThread().interrupt();
                        }
                    });
                    sleep(millis(1));
                }))
                .isInstanceOf(NotDeterministicException.class)
                .hasMessageContaining("a callback blocks");
    }

    @Test
    void jobForAThread() {
        assertThat(found(() -> createTask("caller", () -> toThread(() -> 1)).await()))
                .isInstanceOf(NotDeterministicException.class)
                .hasMessageMatching(".*real thread.*\"caller\" gives it a job at NotDeterministicTest.java:\\d+");
    }

    @Test
    void threadThatCallsTheLoop() {
        assertThat(found(() -> {
                    var loop = getRunningLoop();
                    AsyncFuture<Void> called = loop.createFuture();
                    Thread.ofPlatform()
                            .name("stranger")
                            .start(() -> loop.callSoonThreadsafe(() -> called.setResult(null)));
                    while (!called.isDone()) {
                        yieldNow();
                        Thread.onSpinWait();
                    }
                }))
                .isInstanceOf(NotDeterministicException.class)
                .hasMessageMatching(
                        ".*thread \"stranger\" hands something to the loop at NotDeterministicTest.java:\\d+");
    }

    @Test
    void callingTheLoopsThreadsafeMethodFromATaskIsNone() {
        assertThat(found(() -> {
                    getRunningLoop().callSoonThreadsafe(() -> {});
                    yieldNow();
                }))
                .isNull();
    }

    /// Looks for its first class slowly, as a loader does that waits for another thread.
    private static final class SlowLoader extends ClassLoader {
        private boolean loaded;

        @Override
        protected Class<?> findClass(String name) throws ClassNotFoundException {
            if (!loaded) {
                loaded = true;
                try {
                    Thread.sleep(20);
                } catch (InterruptedException e) {
                    throw new ClassNotFoundException(name, e);
                }
            }
            throw new ClassNotFoundException(name);
        }
    }

    @Test
    void classThatIsLoadedByTheWayIsNone() {
        var loader = new SlowLoader();
        assertThat(found(() -> {
                    createTask("loading", () -> {
                        try {
                            loader.loadClass("no.such.Type");
                        } catch (ClassNotFoundException e) {
                            // the usual way to look whether something is there
                        }
                        yieldNow();
                    });
                    createTask("other", () -> {
                        yieldNow();
                        yieldNow();
                    });
                    sleep(millis(1));
                }))
                .isNull();
    }

    @Test
    void stateThatOneRunLeavesToTheNext() {
        var runs = new int[1];
        assertThat(found(() -> {
                    runs[0]++;
                    createTask("always", () -> yieldNow());
                    if (runs[0] % 2 == 0) {
                        createTask("now and then", () -> yieldNow());
                    }
                    sleep(millis(1));
                }))
                .isInstanceOf(NotDeterministicException.class)
                .hasMessageContaining("the same schedule, run twice, is not the same")
                .hasMessageContaining("now and then");
    }

    @Test
    void failureThatDoesNotComeAgain() {
        var runs = new int[1];
        assertThat(found(() -> {
                    if (runs[0]++ == 0) {
                        throw new IllegalStateException("only once");
                    }
                }))
                .isInstanceOf(NotDeterministicException.class)
                .hasMessageContaining("the first failed, the second did not")
                .satisfies(e -> assertThat(e.getSuppressed()[0]).hasMessage("only once"));
    }
}
