package asyncio4j.testing.junit;

import static asyncio4j.Asyncio.createTask;
import static asyncio4j.Asyncio.yieldNow;
import static asyncio4j.testing.junit.Inner.failed;
import static asyncio4j.testing.junit.Inner.failureOf;
import static org.assertj.core.api.Assertions.assertThat;

import asyncio4j.iter.AsyncGenerator;
import asyncio4j.sync.AsyncEvent;
import asyncio4j.testing.AsyncTest;
import asyncio4j.testing.NotDeterministicException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

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
        void leavesAGeneratorOpen() {
            AsyncGenerator<Integer> numbers = AsyncGenerator.of(y -> y.emit(1));
            assertThat(numbers.next()).isEqualTo(1);
        }

        @AsyncTest
        void closesItsGenerators() {
            AsyncGenerator<Integer> neverBegun = AsyncGenerator.of(y -> y.emit(1));
            assertThat(AsyncGenerator.<Integer>of(y -> y.emit(2)).toList()).containsExactly(2);
            try (AsyncGenerator<Integer> _ = neverBegun.take(1)) {
                yieldNow();
            }
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

    @Test
    void aLeakedTaskIsNamedWithItsOriginAndWhatItWaitsFor() {
        assertThat(failureOf(Faulty.class, "leaks"))
                .hasMessageContainingAll("left behind", "forgotten", "ReportsTest.java:", "AsyncEvent");
    }

    @Test
    void aGeneratorLeftOpenIsShownWithItsOriginAndWhereItStands() {
        assertThat(failureOf(Faulty.class, "leavesAGeneratorOpen"))
                .hasMessageContaining("left behind")
                .hasMessageMatching("(?s).*generator, suspended at ReportsTest.java:\\d+, "
                        + "created at ReportsTest.java:\\d+: close it.*");
        assertThat(failed(Faulty.class, "closesItsGenerators")).isEmpty();
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
}
