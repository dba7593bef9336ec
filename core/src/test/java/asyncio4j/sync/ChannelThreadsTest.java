package asyncio4j.sync;

import static asyncio4j.Asyncio.action;
import static asyncio4j.Asyncio.createTask;
import static asyncio4j.Asyncio.millis;
import static asyncio4j.Asyncio.newEventLoop;
import static asyncio4j.Asyncio.run;
import static asyncio4j.Asyncio.runCoroutineThreadsafe;
import static asyncio4j.Asyncio.taskGroup;
import static asyncio4j.Asyncio.yieldNow;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import asyncio4j.Action;
import asyncio4j.AsyncTimeoutException;
import asyncio4j.Asyncio;
import asyncio4j.CancelledError;
import asyncio4j.EventLoop;
import asyncio4j.QueueShutDownException;
import asyncio4j.kit.LogTap;
import asyncio4j.kit.LoopThread;
import asyncio4j.kit.Outside;
import asyncio4j.kit.Trail;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Channels between loops, platform threads and virtual threads. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ChannelThreadsTest {
    /** Who stands at an end of a channel. */
    enum Where {
        LOOP,
        PLATFORM,
        VIRTUAL;

        CompletableFuture<Void> start(Action body) {
            if (this == VIRTUAL) {
                var end = new CompletableFuture<Void>();
                Thread.startVirtualThread(() -> {
                    try {
                        body.run();
                        end.complete(null);
                    } catch (Throwable e) {
                        end.completeExceptionally(e);
                    }
                });
                return end;
            }
            return Outside.start(() -> {
                if (this == LOOP) {
                    run(body);
                } else {
                    body.run();
                }
                return null;
            });
        }
    }

    static Stream<Arguments> pairs() {
        return Stream.of(Where.values())
                .flatMap(from -> Stream.of(Where.values())
                        .flatMap(to -> IntStream.of(0, 1, 10).mapToObj(n -> Arguments.of(from, to, n))));
    }

    @ParameterizedTest(name = "{0} to {1}, capacity {2}")
    @MethodSource("pairs")
    void everythingArrivesInOrderThenTheEnd(Where from, Where to, int capacity) throws Exception {
        int count = 2000;
        var channel = new AsyncChannel<Integer>(capacity);
        var received = new ArrayList<Integer>();
        var receiver = to.start(() -> channel.forEach(received::add));
        var sender = from.start(() -> {
            for (int i = 0; i < count; i++) {
                channel.send(i);
            }
            channel.close();
        });
        sender.get(30, TimeUnit.SECONDS);
        receiver.get(30, TimeUnit.SECONDS);
        assertThat(received)
                .containsExactlyElementsOf(IntStream.range(0, count).boxed().toList());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 7})
    void manySendersAndReceiversLoseAndDoubleNothing(int capacity) throws Exception {
        int each = 500;
        var channel = new AsyncChannel<Integer>(capacity);
        var sum = new AtomicLong();
        var number = new AtomicInteger();
        var sending = new ArrayList<CompletableFuture<Void>>();
        var receiving = new ArrayList<CompletableFuture<Void>>();
        for (var where : List.of(Where.LOOP, Where.LOOP, Where.PLATFORM, Where.VIRTUAL)) {
            receiving.add(where.start(() -> both(
                    where,
                    () -> channel.forEach(v -> {
                        sum.addAndGet(v);
                        number.incrementAndGet();
                    }))));
            sending.add(where.start(() -> both(where, () -> {
                for (int i = 1; i <= each; i++) {
                    channel.send(i);
                }
            })));
        }
        for (var s : sending) {
            s.get(30, TimeUnit.SECONDS);
        }
        channel.close();
        for (var r : receiving) {
            r.get(30, TimeUnit.SECONDS);
        }
        int senders = 2 * 2 + 2; // two tasks on each loop
        assertThat(number).hasValue(senders * each);
        assertThat(sum).hasValue((long) senders * each * (each + 1) / 2);
    }

    private static void both(Where where, Action body) throws Exception {
        if (where == Where.LOOP) {
            taskGroup(tg -> {
                tg.createTask(body);
                tg.createTask(body);
            });
        } else {
            body.run();
        }
    }

    @Test
    void cancellingReceiversOfAnotherLoopLosesNothingAndKeepsTheOrderOfWhatIsLeft() throws Exception {
        int count = 2000;
        var channel = new AsyncChannel<Integer>(1);
        var received = new ArrayList<Integer>();
        var receiver = Where.LOOP.start(() -> {
            boolean open = true;
            while (open) {
                var task = createTask(() -> received.add(channel.receive()));
                yieldNow();
                task.cancel(); // it waits, was handed a value from outside at this moment, or is done
                try {
                    task.await();
                } catch (CancelledError e) {
                    // nothing received
                } catch (QueueShutDownException e) {
                    open = false;
                }
            }
        });
        Where.PLATFORM
                .start(() -> {
                    for (int i = 0; i < count; i++) {
                        channel.send(i);
                    }
                    channel.close();
                })
                .get(30, TimeUnit.SECONDS);
        receiver.get(30, TimeUnit.SECONDS);
        assertThat(received)
                .containsExactlyElementsOf(IntStream.range(0, count).boxed().toList());
    }

    @Test
    void interruptsOfSendingThreadsNeitherLoseNorDoubleAValue() throws Exception {
        int count = 1000;
        var channel = new AsyncChannel<Integer>(0);
        var sent = new ArrayList<Integer>();
        var ready = new CompletableFuture<Thread>();
        var sender = Outside.start(() -> {
            ready.complete(Thread.currentThread());
            for (int i = 0; i < count; i++) {
                try {
                    channel.send(i);
                    sent.add(i);
                } catch (Exception e) {
                    assertThat(e).isInstanceOf(InterruptedException.class);
                }
            }
            channel.close();
            return null;
        });
        var received = new ArrayList<Integer>();
        var receiver = Where.LOOP.start(() -> {
            for (int v : channel) {
                received.add(v);
                ready.join().interrupt();
            }
        });
        sender.get(30, TimeUnit.SECONDS);
        receiver.get(30, TimeUnit.SECONDS);
        assertThat(received).isEqualTo(sent);
    }

    @Test
    void aFlagThatIsSetStopsOnlyAThreadThatHasToWait() throws Exception {
        var channel = new AsyncChannel<Integer>(1);
        Outside.<Void>call(() -> {
            Thread.currentThread().interrupt();
            channel.send(1);
            assertThat(Thread.currentThread().isInterrupted()).isTrue();
            assertThatThrownBy(() -> channel.send(2)).isInstanceOf(InterruptedException.class);
            assertThat(Thread.currentThread().isInterrupted()).isFalse();
            Thread.currentThread().interrupt();
            assertThat(channel.receive()).isEqualTo(1);
            assertThatThrownBy(channel::receive).isInstanceOf(InterruptedException.class);
            assertThat(channel.size()).isZero();
            return null;
        });
    }

    @Test
    void aThreadGivesUpWhenItsTimeIsUp() throws Exception {
        var channel = new AsyncChannel<Integer>(1);
        Outside.<Void>call(() -> {
            assertThatThrownBy(() -> channel.receive(millis(2))).isInstanceOf(AsyncTimeoutException.class);
            channel.send(1);
            assertThat(channel.receive(millis(2))).isEqualTo(1);
            return null;
        });
        assertThat(channel.trySend(2)).isTrue();
        assertThat(channel.size()).as("nobody waits any more").isEqualTo(1);
    }

    @Test
    void turnsGoByArrivalWhoeverWaits() throws Exception {
        var channel = new AsyncChannel<Integer>(0);
        var trail = new Trail();
        try (var a = new LoopThread();
                var b = new LoopThread()) {
            var ends = new ArrayList<CompletableFuture<?>>();
            for (int i = 0; i < 6; i++) {
                int n = i;
                Action send = () -> channel.send(n);
                var waits = new Waiting(channel, n);
                ends.add(
                        switch (i % 3) {
                            case 0 -> runCoroutineThreadsafe(action(send), a.loop());
                            case 1 -> runCoroutineThreadsafe(action(send), b.loop());
                            default -> Where.PLATFORM.start(send);
                        });
                waits.until();
            }
            for (int i = 0; i < 6; i++) {
                trail.add(channel.tryReceive());
            }
            for (var end : ends) {
                end.get(20, TimeUnit.SECONDS);
            }
        }
        trail.is(0, 1, 2, 3, 4, 5);
    }

    /** Waits until one more sender stands in line. */
    private record Waiting(AsyncChannel<Integer> channel, int before) {
        void until() {
            Outside.spinUntil(() -> channel.core.waiting(true) == before + 1);
        }
    }

    @Test
    void aLoopThatClosesWhileItsTasksWaitLeavesTheChannelToOthers() {
        var channel = new AsyncChannel<Integer>(1);
        var loop = newEventLoop();
        var waits = loop.createTask(() -> channel.receive());
        var granted = loop.createTask(() -> channel.receive());
        loop.runUntilComplete(() -> yieldNow());
        channel.trySend(1); // to the first, which will not run any more
        channel.trySend(2);
        closeQuietly(loop);
        assertThat(waits.isCancelled()).isTrue();
        assertThat(granted.isCancelled()).isTrue();
        channel.close();
        assertThat(channel).containsExactly(1, 2);
    }

    private static void closeQuietly(EventLoop loop) {
        try (var log = new LogTap()) {
            loop.close();
            assertThat(log.messages()).hasSize(2).allMatch(m -> m.contains("destroyed but it is pending"));
        }
    }

    @Test
    void aLoopThatClosesWhileItsTasksSendTakesItsValuesAlong() {
        var channel = new AsyncChannel<Integer>(0);
        var loop = newEventLoop();
        loop.createTask(() -> channel.send(1));
        var second = loop.createTask(() -> channel.send(2));
        loop.runUntilComplete(() -> yieldNow());
        assertThat(channel.tryReceive()).isEqualTo(1);
        closeQuietly(loop);
        assertThat(second.isCancelled()).isTrue();
        assertThat(channel.tryReceive()).isNull();
    }

    @Test
    void closingWhileOthersSendGivesEachSendOneEnd() throws Exception {
        for (int round = 0; round < 200; round++) {
            var channel = new AsyncChannel<Integer>(round % 3);
            var sent = new AtomicInteger();
            var received = new AtomicInteger();
            var senders = Stream.of(Where.PLATFORM, Where.VIRTUAL)
                    .map(where -> where.start(() -> {
                        try {
                            while (true) {
                                channel.send(1);
                                sent.incrementAndGet();
                            }
                        } catch (QueueShutDownException e) {
                            // the end
                        }
                    }))
                    .toList();
            for (int i = 0; i < 20; i++) {
                received.addAndGet(channel.receive());
            }
            channel.close();
            for (var s : senders) {
                s.get(20, TimeUnit.SECONDS);
            }
            channel.forEach(received::addAndGet);
            assertThat(received.get()).isEqualTo(sent.get());
        }
    }

    @Test
    void aTaskThatFindsAChannelBusyDoesNotSuspend() {
        try (var log = new LogTap()) {
            run(() -> {
                Asyncio.getRunningLoop().setDebug(true); // tells what suspends in foreign code
                var busy = new AsyncChannel<Integer>(1);
                busy.trySend(1);
                var held = new CompletableFuture<Void>();
                Outside.start(() -> {
                    busy.core.lock();
                    held.complete(null);
                    Thread.sleep(50); // long enough for thousands of looks
                    return busy.core.release();
                });
                Outside.spinUntil(held::isDone);
                assertThat(busy.tryReceive()).isEqualTo(1);
            });
            assertThat(log.messages()).noneMatch(m -> m.contains("foreign code"));
        }
    }
}
