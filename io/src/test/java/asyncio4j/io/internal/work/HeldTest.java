package asyncio4j.io.internal.work;

import static asyncio4j.Asyncio.*;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import asyncio4j.CancelledError;
import asyncio4j.io.kit.Descriptors;
import asyncio4j.kit.Trail;
import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class HeldTest {
    private final Trail trail = new Trail();
    private final CountDownLatch gate = new CountDownLatch(1);
    private final Workers workers = new Workers("test", 4);

    private Held<Closeable> open() {
        return Held.open(workers, () -> () -> trail.add("closed"));
    }

    /** A call that has begun and ends when the gate opens. */
    private Void blocked(String name) throws IOException {
        trail.add(name + " begun");
        try {
            gate.await();
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
        trail.add(name + " ended");
        return null;
    }

    @Test
    void whatFollowsACancelledChangeWaitsForItsEnd() {
        run(() -> {
            var held = open();
            var change = createTask(() -> held.change(_ -> blocked("change")));
            Descriptors.until(() -> trail.events().contains("change begun"));
            change.cancel();
            assertThatThrownBy(change::await).isInstanceOf(CancelledError.class);

            var givenUp = createTask(() -> held.change(_ -> blocked("never")));
            var next = createTask(() -> held.use(_ -> {
                trail.add("next");
                return "next";
            }));
            yieldNow();
            givenUp.cancel(); // while it waits for the first
            assertThatThrownBy(givenUp::await).isInstanceOf(CancelledError.class);
            trail.add("gate");
            gate.countDown();
            next.await();
            held.close(); // the worker may be about to leave the last job
            Descriptors.until(() -> trail.events().contains("closed"));
        });
        trail.is("change begun", "gate", "change ended", "next", "closed");
    }

    @Test
    void theLastCallClosesWhatWasClosedMeanwhile() {
        run(() -> {
            var held = open();
            var call = createTask(() -> held.use(_ -> blocked("call")));
            Descriptors.until(() -> trail.events().contains("call begun"));
            held.close();
            trail.add("close returned");
            assertThatThrownBy(() -> held.use(_ -> "no")).isInstanceOf(ClosedChannelException.class);
            gate.countDown();
            call.await();
            Descriptors.until(() -> trail.events().contains("closed"));
        });
        trail.is("call begun", "close returned", "call ended", "closed");
    }

    @Test
    void whatIsOpenedTooLateIsClosed() {
        run(() -> {
            var opening = createTask(() -> Held.open(workers, () -> {
                blocked("open");
                return (Closeable) () -> trail.add("closed");
            }));
            Descriptors.until(() -> trail.events().contains("open begun"));
            opening.cancel();
            assertThatThrownBy(opening::await).isInstanceOf(CancelledError.class);
            trail.add("cancelled");
            gate.countDown();
            Descriptors.until(() -> trail.events().contains("closed"));
        });
        trail.is("open begun", "cancelled", "open ended", "closed");
    }
}
