package asyncio4j.iter;

import static asyncio4j.Asyncio.createTask;
import static asyncio4j.Asyncio.getRunningLoop;
import static asyncio4j.Asyncio.millis;
import static asyncio4j.Asyncio.run;
import static asyncio4j.Asyncio.seconds;
import static asyncio4j.Asyncio.sleep;
import static asyncio4j.Asyncio.yieldNow;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import asyncio4j.Asyncio;
import asyncio4j.CancelledError;
import asyncio4j.kit.Loops;
import asyncio4j.kit.Outside;
import asyncio4j.kit.Trail;
import java.io.IOException;
import java.util.ArrayList;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Generators as Flow.Publishers. */
@Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ToPublisherTest {
    private final Trail trail = new Trail();

    /** Notes what it is sent; asks for nothing by itself. */
    private class Noting implements Flow.Subscriber<Integer> {
        final CompletableFuture<Flow.Subscription> subscribed = new CompletableFuture<>();
        final CompletableFuture<Throwable> ended = new CompletableFuture<>(); // null: complete

        @Override
        public void onSubscribe(Flow.Subscription s) {
            subscribed.complete(s);
        }

        @Override
        public void onNext(Integer value) {
            trail.add(value);
        }

        @Override
        public void onError(Throwable e) {
            trail.add("error");
            ended.complete(e);
        }

        @Override
        public void onComplete() {
            trail.add("complete");
            ended.complete(null);
        }

        void request(long n) {
            subscribed.join().request(n);
        }

        void cancel() {
            subscribed.join().cancel();
        }
    }

    private final Noting subscriber = new Noting();

    /** 1, 2, 3 ..., each after a second. */
    private AsyncGenerator<Integer> slow(int last) {
        return AsyncGenerator.of(y -> {
            try {
                for (int i = 1; i <= last; i++) {
                    trail.add("make " + i);
                    sleep(seconds(1));
                    y.emit(i);
                }
            } finally {
                yieldNow(); // awaiting is allowed here
                trail.add("finally");
            }
        });
    }

    private void subscribe(AsyncGenerator<Integer> values) {
        values.toPublisher().subscribe(subscriber);
        sleep(millis(1));
    }

    @Test
    void onlyWhatIsAskedForIsMade() {
        Loops.virtual(() -> {
            subscribe(slow(3));
            trail.is();
            subscriber.request(2);
            sleep(seconds(5));
            trail.is("make 1", 1, "make 2", 2);
            subscriber.request(2);
            sleep(seconds(5));
            trail.is("make 1", 1, "make 2", 2, "make 3", 3, "finally", "complete");
            subscriber.request(1);
            subscriber.cancel();
        });
        assertThat(subscriber.ended).isCompletedWithValue(null);
    }

    @Test
    void demandAddsUpWithoutOverflow() {
        Loops.virtual(() -> {
            subscribe(slow(2));
            subscriber.request(Long.MAX_VALUE);
            subscriber.request(Long.MAX_VALUE);
            sleep(seconds(5));
            trail.is("make 1", 1, "make 2", 2, "finally", "complete");
        });
    }

    @Test
    void requestsMayComeFromAnyThread() {
        run(() -> {
            var values =
                    AsyncGenerator.<Integer>of(y -> IntStream.range(0, 1000).forEach(y::emit));
            values.toPublisher().subscribe(new Noting() {
                @Override
                public void onSubscribe(Flow.Subscription s) {
                    super.onSubscribe(s);
                    subscriber.onSubscribe(s);
                }

                @Override
                public void onComplete() {
                    subscriber.onComplete();
                }
            });
            Outside.start(() -> {
                for (int i = 0; i <= 1000; i++) {
                    subscriber.request(1);
                }
                return null;
            });
            assertThat(Asyncio.await(subscriber.ended)).isNull();
        });
        assertThat(trail.events()).hasSize(1001);
    }

    @Test
    void aSecondSubscriberIsRefused() {
        Loops.virtual(() -> {
            var values = slow(1);
            subscribe(values);
            var second = new Noting();
            values.toPublisher().subscribe(second);
            assertThat(second.ended.join())
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("one only");
            second.request(1);
            sleep(seconds(3));
            trail.is("error");
        });
    }

    @Test
    void askingForLessThanOneIsAnErrorAndEndsTheRun() {
        Loops.virtual(() -> {
            subscribe(slow(9));
            subscriber.request(1);
            sleep(seconds(2));
            subscriber.request(0);
            sleep(millis(1));
            trail.is("make 1", 1, "finally", "error");
            assertThat(subscriber.ended.join()).isInstanceOf(IllegalArgumentException.class);
        });
    }

    @Test
    void cancellingWhileTheProducerWaitsRunsItsFinally() {
        Loops.virtual(() -> {
            subscribe(slow(9));
            subscriber.request(5);
            sleep(millis(1500));
            var cancelled = Outside.start(() -> {
                subscriber.cancel();
                return null;
            });
            Outside.spinUntil(cancelled::isDone); // a wait would let the clock go on
            sleep(millis(100));
            trail.is("make 1", 1, "make 2", "finally");
        });
        assertThat(subscriber.ended).isNotDone();
    }

    @Test
    void cancellingBetweenValuesRunsItsFinally() {
        Loops.virtual(() -> {
            subscribe(slow(9));
            subscriber.request(1);
            sleep(seconds(5));
            subscriber.cancel();
            subscriber.cancel();
            sleep(millis(100));
            trail.is("make 1", 1, "finally");
        });
    }

    @Test
    void cancellingInsideOnNextRunsItsFinally() {
        Loops.virtual(() -> {
            slow(9).toPublisher().subscribe(new Noting() {
                @Override
                public void onSubscribe(Flow.Subscription s) {
                    super.onSubscribe(s);
                    s.request(5);
                }

                @Override
                public void onNext(Integer value) {
                    super.onNext(value);
                    cancel();
                }
            });
            sleep(seconds(5));
            trail.is("make 1", 1, "finally");
        });
    }

    @Test
    void aValueAndACancelInOneTurnLeaveTheFinallyItsAwaits() {
        Loops.virtual(() -> {
            subscribe(slow(9));
            subscriber.request(5);
            sleep(millis(998)); // the first value is 1 ms away, one more of subscribe
            getRunningLoop().callLater(millis(1), subscriber::cancel);
            sleep(seconds(3));
            assertThat(trail.events()).endsWith("finally");
            assertThat(trail.events()).doesNotContain("make 3", "error");
        });
    }

    @Test
    void aFailureOfTheProducerIsTheSubscribers() {
        var failure = new IOException("broken");
        Loops.virtual(() -> {
            subscribe(AsyncGenerator.of(y -> {
                y.emit(1);
                throw failure;
            }));
            subscriber.request(2);
            sleep(millis(1));
        });
        trail.is(1, "error");
        assertThat(subscriber.ended.join()).isSameAs(failure);
    }

    @Test
    void nullsCannotBeSent() {
        Loops.virtual(() -> {
            subscribe(AsyncGenerator.of(y -> y.emit(null)));
            subscriber.request(1);
            sleep(millis(1));
        });
        assertThat(subscriber.ended.join())
                .isInstanceOf(NullPointerException.class)
                .hasMessageContaining("null");
    }

    @Test
    void whatASubscriberThrowsGoesToTheExceptionHandlerAndEndsTheRun() {
        var failure = new IllegalStateException("mine");
        var reported = new ArrayList<Throwable>();
        Loops.virtual(() -> {
            getRunningLoop().setExceptionHandler((loop, e) -> reported.add(e.exception()));
            slow(9).toPublisher().subscribe(new Noting() {
                @Override
                public void onSubscribe(Flow.Subscription s) {
                    s.request(5);
                }

                @Override
                public void onNext(Integer value) {
                    throw failure;
                }
            });
            sleep(seconds(5));
        });
        assertThat(reported).containsExactly(failure);
        trail.is("make 1", "finally");
    }

    @Test
    void whenTheLoopEndsFirstTheSubscriberIsToldAndMayGoOnAsking() {
        var publisher = run(() -> {
            var values = slow(9).toPublisher();
            values.subscribe(subscriber);
            yieldNow();
            yieldNow();
            return values;
        });
        assertThat(subscriber.ended.join()).isInstanceOf(CancelledError.class);
        subscriber.request(1);
        subscriber.request(-1);
        subscriber.cancel();
        var unbegun = run(() -> slow(1).toPublisher());
        var late = new Noting();
        unbegun.subscribe(late);
        assertThat(late.ended.join()).isInstanceOf(IllegalStateException.class).hasMessageContaining("closed");
        var second = new Noting();
        publisher.subscribe(second);
        assertThat(second.ended.join()).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void aSubscriberWhoseTaskNeverBeganIsTold() {
        run(() -> slow(1).toPublisher().subscribe(subscriber));
        assertThat(subscriber.ended.join()).isNotNull();
        assertThat(subscriber.subscribed).isDone();
    }

    @Test
    void outAndInAgainItIsTheSameAndStillOneByOne() {
        Loops.virtual(() -> {
            var again = AsyncGenerator.from(slow(3).toPublisher());
            assertThat(again.next()).isEqualTo(1);
            sleep(seconds(5));
            trail.is("make 1");
            assertThat(again.toList()).containsExactly(2, 3);
            trail.is("make 1", "make 2", "make 3", "finally");
            try (var left = AsyncGenerator.from(slow(9).toPublisher())) {
                createTask(left::next).await();
            }
            sleep(millis(1));
            assertThat(trail.events()).endsWith("make 1", "finally");
        });
    }

    @Test
    void itNeedsALoop() {
        assertThatThrownBy(() -> slow(1).toPublisher()).hasMessageContaining("no running event loop");
    }
}
