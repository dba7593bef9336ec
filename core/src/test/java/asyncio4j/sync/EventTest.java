package asyncio4j.sync;

import static asyncio4j.Asyncio.createTask;
import static asyncio4j.Asyncio.getRunningLoop;
import static asyncio4j.Asyncio.seconds;
import static asyncio4j.Asyncio.sleep;
import static asyncio4j.Asyncio.yieldNow;
import static org.assertj.core.api.Assertions.assertThat;

import asyncio4j.kit.Loops;
import asyncio4j.kit.Trail;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Events. */
@Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class EventTest {
    private final Trail trail = new Trail();
    private final AsyncEvent event = new AsyncEvent();

    private void awaitAndNote(int n) {
        if (event.await()) {
            trail.add(n);
        }
    }

    @Test // event-1
    void whoComesAfterSetPassesAtOnceThenTheWaitersInOrder() {
        Loops.virtual(() -> {
            createTask(() -> awaitAndNote(1));
            createTask(() -> awaitAndNote(2));
            yieldNow();
            createTask(() -> awaitAndNote(3));
            event.set();
            yieldNow();
            trail.is(3, 1, 2);
        });
    }

    @Test
    void thoseLetGoAreNotHeldUpByAClear() {
        Loops.virtual(() -> {
            createTask(() -> awaitAndNote(1));
            yieldNow();
            event.set();
            event.clear();
            var late = createTask(() -> awaitAndNote(2));
            yieldNow();
            trail.is(1);
            assertThat(event.isSet()).isFalse();
            assertThat(event).hasToString("AsyncEvent[unset, waiters:1]");
            late.cancel();
            yieldNow();
            assertThat(event).hasToString("AsyncEvent[unset]");
        });
    }

    @Test
    void aCallbackMaySetIt() {
        Loops.virtual(() -> {
            getRunningLoop().callLater(seconds(1), event::set);
            event.await();
            event.set();
            assertThat(event.isSet()).isTrue();
        });
    }

    @Test
    void aHundredThousandWaitersAreLetGoInOnePass() {
        Loops.virtual(() -> {
            int[] gone = {0};
            for (int i = 0; i < 100_000; i++) {
                createTask(() -> {
                    event.await();
                    gone[0]++;
                });
            }
            sleep(seconds(1));
            event.set();
            yieldNow();
            assertThat(gone[0]).isEqualTo(100_000);
        });
    }
}
