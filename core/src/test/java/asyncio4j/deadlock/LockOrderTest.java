package asyncio4j.deadlock;

import static asyncio4j.Asyncio.createTask;
import static asyncio4j.Asyncio.gather;
import static asyncio4j.Asyncio.getRunningLoop;
import static asyncio4j.Asyncio.yieldNow;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import asyncio4j.Action;
import asyncio4j.RunOptions;
import asyncio4j.Runner;
import asyncio4j.kit.LogTap;
import asyncio4j.sync.AsyncLock;
import asyncio4j.sync.AsyncRWLock;
import java.util.List;
import java.util.logging.Level;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Debug mode warns of locks acquired in both orders, and knows where they were acquired. */
@Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LockOrderTest {
    private final AsyncLock a = new AsyncLock("a");
    private final AsyncLock b = new AsyncLock("b");

    private static List<String> warnings(boolean debug, Action main) {
        try (var tap = new LogTap();
                var runner = new Runner(RunOptions.defaults().withDebug(debug))) {
            runner.run(main);
            return tap.messages(Level.WARNING).stream()
                    .filter(m -> m.startsWith("lock order"))
                    .toList();
        }
    }

    private static void nested(AsyncLock outer, AsyncLock inner) {
        try (var _ = outer.hold()) {
            inner.with(() -> {});
        }
    }

    @Test
    void anInversionThatDidNotHappenYetIsToldOnceWithBothPlaces() {
        var warnings = warnings(true, () -> {
            createTask("one", () -> nested(a, b)).await();
            createTask("two", () -> nested(b, a)).await();
            nested(a, b);
            nested(b, a);
            yieldNow();
        });
        assertThat(warnings)
                .singleElement()
                .asString()
                .matches("lock order: task \"two\" acquires lock \"b\" \\(LockOrderTest.java:\\d+\\), then lock \"a\" "
                        + "\\(LockOrderTest.java:\\d+\\); task \"one\" acquired lock \"a\" \\(LockOrderTest.java:\\d+\\), "
                        + "then lock \"b\" \\(LockOrderTest.java:\\d+\\): .*one order everywhere");
    }

    @Test
    void oneOrderIsNothingToTell() {
        assertThat(warnings(true, () -> {
                    gather(() -> nested(a, b), () -> nested(a, b));
                    b.with(() -> {});
                    a.with(() -> {}); // after the other, not inside
                    yieldNow();
                }))
                .isEmpty();
    }

    @Test
    void locksWithoutANameOrOfOneNameHaveNoOrder() {
        assertThat(warnings(true, () -> {
                    var locks = List.of(new AsyncLock(), new AsyncLock(), new AsyncLock("a"));
                    for (var one : locks) {
                        for (var other : locks) {
                            if (one != other) {
                                nested(one, other);
                            }
                        }
                        nested(one, a);
                        nested(a, one);
                    }
                    yieldNow();
                }))
                .isEmpty();
    }

    @Test
    void readWriteLocksCountToo() {
        var rw = new AsyncRWLock("rw");
        assertThat(warnings(true, () -> {
                    rw.withRead(() -> a.with(() -> {}));
                    a.with(() -> rw.withWrite(() -> {}));
                    yieldNow();
                }))
                .singleElement()
                .asString()
                .contains("rwlock \"rw\"");
    }

    @Test
    void nothingIsRecordedUnlessDebugModeIsOn() {
        assertThat(warnings(false, () -> {
                    nested(a, b);
                    nested(b, a);
                    yieldNow();
                }))
                .isEmpty();
        assertThat(warnings(false, () -> {
                    nested(a, b);
                    getRunningLoop().setDebug(true);
                    getRunningLoop().setDebug(true);
                    nested(b, a);
                    nested(a, b);
                    getRunningLoop().setDebug(false);
                    yieldNow();
                }))
                .hasSize(1);
    }

    @Test
    void deadlocksSayWhereALockWasAcquired() {
        warnings(true, () -> {
            var first = createTask(
                    "first",
                    () -> a.with(() -> {
                        yieldNow();
                        b.with(() -> {});
                    }));
            var second = createTask(
                    "second",
                    () -> b.with(() -> {
                        yieldNow();
                        a.acquire();
                    }));
            assertThat(catchThrowable(second::await))
                    .hasMessageMatching(
                            ".*lock \"a\" held by task \"first\" since \\d+ ms \\(LockOrderTest.java:\\d+\\);"
                                    + ".*lock \"b\" held by task \"second\" since \\d+ ms \\(LockOrderTest.java:\\d+\\)");
            first.await();
        });
    }

    @Test
    void alsoWhenItsOwnerHasEnded() {
        warnings(true, () -> {
            createTask("gone", () -> a.acquire()).await();
            assertThat(catchThrowable(a::acquire))
                    .hasMessageMatching(
                            ".*held by task \"gone\" since \\d+ ms \\(LockOrderTest.java:\\d+\\), which has "
                                    + "ended without releasing it");
        });
    }
}
