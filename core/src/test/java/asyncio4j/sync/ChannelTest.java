package asyncio4j.sync;

import static asyncio4j.Asyncio.createTask;
import static asyncio4j.Asyncio.getRunningLoop;
import static asyncio4j.Asyncio.millis;
import static asyncio4j.Asyncio.run;
import static asyncio4j.Asyncio.seconds;
import static asyncio4j.Asyncio.sleep;
import static asyncio4j.Asyncio.timeout;
import static asyncio4j.Asyncio.yieldNow;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import asyncio4j.AsyncTimeoutException;
import asyncio4j.CancelledError;
import asyncio4j.QueueShutDownException;
import asyncio4j.kit.Loops;
import asyncio4j.kit.Outside;
import asyncio4j.kit.Trail;
import java.util.NoSuchElementException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A channel between tasks of one loop, and what it says of itself. */
@Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ChannelTest {
    private final Trail trail = new Trail();

    @Test
    void aSenderWaitsWhileTheChannelIsFull() {
        var channel = new AsyncChannel<Integer>(2);
        run(() -> {
            createTask(() -> {
                for (int i = 1; i <= 4; i++) {
                    channel.send(i);
                    trail.add("sent " + i);
                }
            });
            yieldNow();
            trail.is("sent 1", "sent 2");
            assertThat(channel.receive()).isEqualTo(1);
            assertThat(channel.size()).isEqualTo(2);
            yieldNow();
            trail.is("sent 1", "sent 2", "sent 3");
            assertThat(channel.receive()).isEqualTo(2);
            assertThat(channel.receive()).isEqualTo(3);
            assertThat(channel.receive()).isEqualTo(4);
        });
    }

    @Test
    void withoutCapacityASendWaitsForItsReceiver() {
        var channel = new AsyncChannel<String>(0);
        run(() -> {
            assertThat(channel.trySend("nobody")).isFalse();
            var sender = createTask(() -> channel.send("x"));
            yieldNow();
            assertThat(sender.isDone()).isFalse();
            assertThat(channel.size()).isZero();
            assertThat(channel.tryReceive()).isEqualTo("x");
            sender.await();
            var receiver = createTask(() -> channel.receive());
            yieldNow();
            assertThat(channel.trySend("y")).isTrue();
            assertThat(receiver.await()).isEqualTo("y");
        });
    }

    @Test
    void aNewcomerDoesNotOvertakeWhoWaits() {
        var channel = new AsyncChannel<Integer>(1);
        run(() -> {
            channel.send(0);
            createTask(() -> channel.send(1));
            yieldNow();
            assertThat(channel.tryReceive()).isZero();
            assertThat(channel.trySend(2)).as("the place belongs to 1").isFalse();
            assertThat(channel.tryReceive()).isEqualTo(1);
            var first = createTask(() -> channel.receive());
            yieldNow();
            channel.trySend(3);
            assertThat(channel.tryReceive())
                    .as("3 belongs to the one that waited")
                    .isNull();
            assertThat(first.await()).isEqualTo(3);
        });
    }

    @Test
    void closedItIsDrainedThenIterationEnds() {
        var channel = new AsyncChannel<Integer>(5);
        run(() -> {
            for (int i = 0; i < 3; i++) {
                channel.send(i);
            }
            channel.close();
            channel.close();
            assertThat(channel.isClosed()).isTrue();
            assertThatThrownBy(() -> channel.send(9)).isInstanceOf(QueueShutDownException.class);
            assertThatThrownBy(() -> channel.trySend(9)).isInstanceOf(QueueShutDownException.class);
            assertThat(channel).containsExactly(0, 1, 2);
            assertThatThrownBy(channel::receive).isInstanceOf(QueueShutDownException.class);
            assertThatThrownBy(channel::tryReceive).isInstanceOf(QueueShutDownException.class);
            assertThatThrownBy(() -> channel.receive(seconds(1))).isInstanceOf(QueueShutDownException.class);
            var iterator = channel.iterator();
            assertThat(iterator.hasNext()).isFalse();
            assertThatThrownBy(iterator::next).isInstanceOf(NoSuchElementException.class);
        });
    }

    @Test
    void closingEndsThoseWhoWaitInTheirOrder() {
        var full = new AsyncChannel<Integer>(0);
        var empty = new AsyncChannel<Integer>(0);
        run(() -> {
            for (int i = 0; i < 3; i++) {
                int n = i;
                createTask(() -> {
                    try {
                        full.send(n);
                    } catch (QueueShutDownException e) {
                        trail.add("sender " + n);
                    }
                });
                createTask(() -> {
                    for (int v : empty) {
                        trail.add(v);
                    }
                    trail.add("receiver " + n);
                });
            }
            yieldNow();
            full.close();
            empty.close();
            yieldNow();
            trail.is("sender 0", "sender 1", "sender 2", "receiver 0", "receiver 1", "receiver 2");
        });
    }

    @Test
    void aValueHandedToACancelledReceiverKeepsItsPlace() {
        var channel = new AsyncChannel<Integer>(1);
        run(() -> {
            var first = createTask(() -> channel.receive());
            var second = createTask(() -> channel.receive());
            yieldNow();
            channel.trySend(1);
            channel.trySend(2);
            channel.trySend(3);
            first.cancel();
            second.cancel();
            assertThatThrownBy(second::await).isInstanceOf(CancelledError.class);
            assertThat(first.isCancelled()).isTrue();
            assertThat(channel.size()).as("beyond the capacity").isEqualTo(3);
            assertThat(channel.trySend(4)).isFalse();
            channel.close();
            assertThat(channel).containsExactly(1, 2, 3);
        });
    }

    @Test
    void aSendThatWasServedCountsAndTheCancellationComesAtTheNextWait() {
        var channel = new AsyncChannel<Integer>(0);
        run(() -> {
            var sender = createTask(() -> {
                channel.send(1);
                trail.add("sent");
                try {
                    yieldNow();
                } catch (CancelledError e) {
                    trail.add("cancelled " + e.message());
                    throw e;
                }
            });
            yieldNow();
            assertThat(channel.tryReceive()).isEqualTo(1);
            sender.cancel("now");
            assertThatThrownBy(sender::await).isInstanceOf(CancelledError.class);
            assertThat(sender.cancelling()).isEqualTo(1);
            trail.is("sent", "cancelled now");
        });
    }

    @Test
    void aDeadlineAroundASendThatWasServedIsForgotten() {
        var channel = new AsyncChannel<Integer>(0);
        Loops.virtual(() -> {
            getRunningLoop()
                    .callLater(millis(10), () -> trail.add(channel.tryReceive())); // before the deadline, at its time
            var sender = createTask(() -> {
                timeout(millis(10), t -> {
                    channel.send(1);
                });
                sleep(millis(50));
                return "went on";
            });
            yieldNow();
            assertThat(sender.await()).isEqualTo("went on");
            trail.is(1);
        });
    }

    @Test
    void receivingWithATimeoutTakesNothingWhenItIsUp() {
        var channel = new AsyncChannel<Integer>(3);
        Loops.virtual(() -> {
            double begin = getRunningLoop().time();
            assertThatThrownBy(() -> channel.receive(millis(30))).isInstanceOf(AsyncTimeoutException.class);
            assertThat(getRunningLoop().time() - begin).isCloseTo(0.03, org.assertj.core.data.Offset.offset(1e-6));
            assertThatThrownBy(() -> channel.receive(millis(-1))).isInstanceOf(AsyncTimeoutException.class);
            channel.send(7);
            assertThat(channel.receive(millis(0))).isEqualTo(7);
            var late = createTask(() -> channel.receive(seconds(1e12)));
            sleep(seconds(1));
            channel.send(8);
            assertThat(late.await()).isEqualTo(8);
            assertThat(channel.size()).isZero();
        });
    }

    @Test
    void callbacksMayTryButNotWait() {
        var channel = new AsyncChannel<Integer>(1);
        run(() -> {
            var done = getRunningLoop().<Void>createFuture();
            getRunningLoop().callSoon(() -> {
                assertThatThrownBy(() -> channel.send(1))
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessageContaining("task");
                assertThatThrownBy(channel::receive).isInstanceOf(IllegalStateException.class);
                assertThat(channel.tryReceive()).isNull();
                assertThat(channel.trySend(2)).isTrue();
                assertThat(AsyncChannel.<Integer>select()
                                .receive(channel, (Integer v) -> v)
                                .orElse(() -> 0)
                                .await())
                        .isEqualTo(2);
                done.setResult(null);
            });
            done.await();
        });
    }

    @Test
    void badInputIsRefused() {
        assertThatThrownBy(() -> new AsyncChannel<>(-1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("-1");
        var channel = new AsyncChannel<String>(1);
        assertThatThrownBy(() -> channel.send(null)).isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> channel.trySend(null)).isInstanceOf(NullPointerException.class);
        assertThat(channel).hasToString("AsyncChannel[size=0, capacity=1]");
        channel.close();
        assertThat(channel).hasToString("AsyncChannel[size=0, capacity=1, closed]");
    }

    @Test
    void aStackOverflowInASendLeavesTheChannelUsable() {
        var channel = new AsyncChannel<Integer>(1_000_000);
        run(() -> {
            assertThatThrownBy(() -> deep(channel)).isInstanceOf(StackOverflowError.class);
            int there = channel.size();
            channel.send(-1);
            channel.close();
            int received = 0;
            for (int v : channel) {
                assertThat(v == -1 ? there : v).isEqualTo(received++);
            }
            assertThat(received).isEqualTo(there + 1);
        });
    }

    private int depth;

    private void deep(AsyncChannel<Integer> channel) {
        channel.trySend(depth++);
        deep(channel);
    }

    @Test
    void whoWaitsShowsForWhat() {
        var channel = new AsyncChannel<String>(0);
        run(() -> {
            var receiver = createTask(() -> channel.receive());
            yieldNow();
            assertThat(receiver.toString()).contains("AsyncChannel.receive");
            channel.send("x");
        });
    }

    @Test
    void aLoopWaitsForTheOtherEndOfAChannelInsteadOfCallingItADeadlock() throws Exception {
        var channel = new AsyncChannel<String>(0);
        var sender = new Thread(() -> {
            Outside.spinUntil(() -> someoneWaits);
            for (int i = 0; i < 3; i++) {
                channel.send("from outside");
            }
        });
        sender.start();
        run(() -> {
            var other = createTask(() -> channel.receive());
            createTask(() -> someoneWaits = true);
            assertThat(channel.receive()).isEqualTo("from outside");
            assertThat(other.await()).isEqualTo("from outside");
            assertThat(channel.receive()).isEqualTo("from outside");
        });
        sender.join();
    }

    private volatile boolean someoneWaits;
}
