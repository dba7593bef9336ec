package asyncio4j.sync;

import static asyncio4j.Asyncio.createTask;
import static asyncio4j.Asyncio.getRunningLoop;
import static asyncio4j.Asyncio.millis;
import static asyncio4j.Asyncio.run;
import static asyncio4j.Asyncio.yieldNow;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import asyncio4j.CancelledError;
import asyncio4j.QueueShutDownException;
import asyncio4j.kit.Loops;
import asyncio4j.kit.Outside;
import asyncio4j.kit.Trail;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One of several sends and receives: which, and never two. */
@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SelectTest {
    private final AsyncChannel<Integer> a = new AsyncChannel<>(1);
    private final AsyncChannel<Integer> b = new AsyncChannel<>(1);
    private final Trail trail = new Trail();

    private static Select<String> fromAOrB(AsyncChannel<Integer> a, AsyncChannel<Integer> b) {
        return AsyncChannel.<String>select().receive(a, (Integer v) -> "a" + v).receive(b, (Integer v) -> "b" + v);
    }

    @Test
    void theOneThatIsReadyHappens() {
        run(() -> {
            b.send(1);
            assertThat(fromAOrB(a, b).await()).isEqualTo("b1");
            assertThat(fromAOrB(a, b).orElse(() -> "none").await()).isEqualTo("none");
            a.send(0);
            String sent = AsyncChannel.<String>select()
                    .send(a, 1, () -> "to a")
                    .send(b, 2, () -> "to b")
                    .await();
            assertThat(sent).isEqualTo("to b");
            assertThat(b.receive()).isEqualTo(2);
            assertThat(a.size()).isEqualTo(1);
        });
    }

    @Test
    void withNoneReadyItWaitsForTheFirstAndLeavesTheOthers() {
        run(() -> {
            var chosen = createTask(fromAOrB(a, b));
            yieldNow();
            a.send(1);
            b.send(2);
            assertThat(chosen.await()).isEqualTo("a1");
            assertThat(b.size()).as("not taken").isEqualTo(1);
            assertThat(b.receive()).isEqualTo(2);
        });
    }

    @Test
    void ofManyReadyOnesNoneIsFavouredAndEachRunChoosesAlike() {
        assertThat(choices()).isEqualTo(choices());
    }

    private static List<String> choices() {
        var one = new AsyncChannel<Integer>(1000);
        var two = new AsyncChannel<Integer>(1000);
        var chosen = new ArrayList<String>();
        run(() -> {
            for (int i = 0; i < 1000; i++) {
                one.send(i);
                two.send(i);
            }
            for (int i = 0; i < 1000; i++) {
                chosen.add(fromAOrB(one, two).await().substring(0, 1));
            }
        });
        assertThat(chosen.stream().filter("a"::equals).count()).isBetween(400L, 600L);
        return chosen;
    }

    @Test
    void aDeadlineTakesNothing() {
        Loops.virtual(() -> {
            double begin = getRunningLoop().time();
            assertThat(fromAOrB(a, b).deadline(millis(20), () -> "late").await())
                    .isEqualTo("late");
            assertThat(getRunningLoop().time() - begin).isCloseTo(0.02, within(1e-6));
            assertThat(fromAOrB(a, b).deadline(millis(0), () -> "at once").await())
                    .isEqualTo("at once");
            a.send(1);
            b.send(2);
            assertThat(a.size() + b.size()).isEqualTo(2);
        });
    }

    @Test
    void aThreadMayChooseToo() throws Exception {
        assertThat(Outside.<String>call(
                        () -> fromAOrB(a, b).deadline(millis(1), () -> "late").await()))
                .isEqualTo("late");
        var chosen = Outside.<String>start(() -> fromAOrB(a, b).await());
        Outside.<Void>call(() -> {
            a.send(5);
            return null;
        });
        assertThat(chosen.get(20, TimeUnit.SECONDS)).isEqualTo("a5");
    }

    @Test
    void closedChannelsThrowOrRunWhatIsForTheEnd() {
        run(() -> {
            a.close();
            assertThatThrownBy(() -> fromAOrB(a, b).await()).isInstanceOf(QueueShutDownException.class);
            AsyncChannel.select()
                    .receive(
                            a,
                            v -> {
                                trail.add(v);
                            },
                            () -> {
                                trail.add("end");
                            })
                    .await();
            trail.is("end");
            assertThatThrownBy(() -> AsyncChannel.<String>select()
                            .send(a, 1, () -> "sent")
                            .await())
                    .isInstanceOf(QueueShutDownException.class);
            var waiting = createTask(() -> AsyncChannel.<String>select()
                    .receive(b, (Integer v) -> "b" + v, () -> "b ended")
                    .await());
            yieldNow();
            b.close();
            assertThat(waiting.await()).isEqualTo("b ended");
        });
    }

    @Test
    void whatTheFunctionThrowsComesOut() {
        run(() -> {
            a.send(1);
            assertThatThrownBy(() -> AsyncChannel.<String>select()
                            .receive(a, (Integer v) -> {
                                throw new IOException("bad " + v);
                            })
                            .await())
                    .isInstanceOf(IOException.class)
                    .hasMessage("bad 1");
        });
    }

    @Test
    void withoutACaseOrAValueItIsRefused() {
        assertThatThrownBy(() -> AsyncChannel.select().await())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("receive");
        assertThatThrownBy(() -> AsyncChannel.select().send(a, null, () -> "x"))
                .isInstanceOf(NullPointerException.class);
    }

    @Test
    void oneThatSendsAndReceivesInOneChannelDoesNotMeetItself() {
        var channel = new AsyncChannel<String>(0);
        run(() -> {
            var first = createTask(() -> exchange(channel, "first"));
            yieldNow();
            assertThat(first.isDone()).isFalse();
            var second = createTask(() -> exchange(channel, "second"));
            var ends = List.of(first.await(), second.await());
            assertThat(ends).containsAnyOf("first sent", "second sent").containsAnyOf("got first", "got second");
            assertThat(channel.trySend("nobody")).isFalse();
        });
    }

    private static String exchange(AsyncChannel<String> channel, String me) {
        return AsyncChannel.<String>select()
                .send(channel, me, () -> me + " sent")
                .receive(channel, (String other) -> "got " + other)
                .await();
    }

    @Test
    void aCancelledSelectLeavesEveryLine() {
        run(() -> {
            var chosen = createTask(fromAOrB(a, b));
            yieldNow();
            b.trySend(1);
            chosen.cancel();
            assertThatThrownBy(chosen::await).isInstanceOf(CancelledError.class);
            assertThat(b.receive()).as("given back").isEqualTo(1);
            assertThat(a.trySend(2)).isTrue();
            assertThat(a.size()).isEqualTo(1);
        });
    }

    /** Each round, either moves its number over one channel or takes the other's over the other; never both. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void twoThatMeetInOppositeOrderNeitherWaitForEachOtherNorDoBoth(boolean loops) throws Exception {
        int rounds = 3000;
        var there = new AsyncChannel<Integer>(0);
        var back = new AsyncChannel<Integer>(0);
        var one = Outside.<long[]>start(() -> meetings(rounds, there, back, loops));
        var two = Outside.<long[]>start(() -> meetings(rounds, back, there, true));
        long[] ofOne = one.get(25, TimeUnit.SECONDS);
        long[] ofTwo = two.get(25, TimeUnit.SECONDS);
        assertThat(ofOne[0] + ofOne[1]).isEqualTo(rounds);
        assertThat(ofOne[0]).as("sent here, received there").isEqualTo(ofTwo[1]);
        assertThat(ofTwo[0]).isEqualTo(ofOne[1]);
        assertThat(ofOne[2]).as("sums").isEqualTo(ofTwo[3]);
        assertThat(ofTwo[2]).isEqualTo(ofOne[3]);
    }

    /** How many were sent and received, and the sums of their numbers. */
    private static long[] meetings(int rounds, AsyncChannel<Integer> out, AsyncChannel<Integer> in, boolean loop) {
        var counts = new long[4];
        Runnable body = () -> {
            for (int i = 0; i < rounds; i++) {
                int n = i;
                AsyncChannel.select()
                        .send(out, n, () -> {
                            counts[0]++;
                            counts[2] += n;
                        })
                        .receive(in, v -> {
                            counts[1]++;
                            counts[3] += v;
                        })
                        .await();
            }
        };
        if (loop) {
            run(body::run);
        } else {
            body.run();
        }
        return counts;
    }
}
