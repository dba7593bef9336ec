package asyncio4j.iter;

import static asyncio4j.Asyncio.createTask;
import static asyncio4j.Asyncio.run;
import static asyncio4j.Asyncio.yieldNow;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import asyncio4j.kit.Loops;
import asyncio4j.kit.Outside;
import asyncio4j.kit.Trail;
import asyncio4j.spi.Introspection;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.concurrent.SubmissionPublisher;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Generators of what a Flow.Publisher sends. */
@Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class FromPublisherTest {
    private final Trail trail = new Trail();

    /** Sends 1, 2, 3 ... as asked, in place, up to a last one; notes what it is asked. */
    private final class Counting implements Flow.Publisher<Integer>, Flow.Subscription {
        private final int last;
        private Flow.Subscriber<? super Integer> subscriber;
        private int sent;

        Counting(int last) {
            this.last = last;
        }

        @Override
        public void subscribe(Flow.Subscriber<? super Integer> s) {
            trail.add("subscribe");
            subscriber = s;
            s.onSubscribe(this);
        }

        @Override
        public void request(long n) {
            trail.add("request " + n);
            for (long i = 0; i < n && sent < last; i++) {
                subscriber.onNext(++sent);
            }
            if (sent == last) {
                subscriber.onComplete();
            }
        }

        @Override
        public void cancel() {
            trail.add("cancel");
        }
    }

    @Test
    void oneValueIsAskedForWhenOneIsTaken() {
        Loops.virtual(() -> {
            var values = AsyncGenerator.from(new Counting(5));
            trail.is();
            assertThat(values.next()).isEqualTo(1);
            trail.is("subscribe", "request 1");
            assertThat(values.next()).isEqualTo(2);
            values.close();
            trail.is("subscribe", "request 1", "request 1", "cancel");
            assertThatThrownBy(values::next).isInstanceOf(NoSuchElementException.class);
        });
    }

    @Test
    void noMoreThanThePrefetchIsUnderWay() {
        Loops.virtual(() ->
                assertThat(AsyncGenerator.from(new Counting(8), 4).toList()).containsExactly(1, 2, 3, 4, 5, 6, 7, 8));
        trail.is("subscribe", "request 4", "request 2", "request 2", "request 2", "request 2");
    }

    @Test
    void signalsMayComeFromAnyThread() {
        run(() -> {
            var publisher = new SubmissionPublisher<Integer>();
            var values = createTask(() -> AsyncGenerator.from(publisher, 16).toList());
            var outside = Outside.start(() -> {
                while (!publisher.hasSubscribers()) {
                    Thread.onSpinWait();
                }
                IntStream.range(0, 5_000).forEach(publisher::submit);
                publisher.close();
                return null;
            });
            assertThat(values.await())
                    .isEqualTo(IntStream.range(0, 5_000).boxed().toList());
            outside.join();
        });
    }

    @Test
    void aLoopWhoseOnlyHopeIsAPublisherWaitsForIt() {
        var subscribed = new CompletableFuture<Flow.Subscriber<? super String>>();
        var sender = Outside.start(() -> {
            var subscriber = subscribed.join();
            Outside.spinUntil(() -> Introspection.loops().stream()
                    .anyMatch(loop -> Introspection.view(loop).asleep())); // it has come to rest
            subscriber.onSubscribe(new Nothing());
            subscriber.onNext("late");
            subscriber.onComplete();
            return null;
        });
        Flow.Publisher<String> publisher = subscribed::complete;
        assertThat(run(() -> AsyncGenerator.from(publisher).toList())).containsExactly("late");
        sender.join();
    }

    private class Nothing implements Flow.Subscription {
        @Override
        public void request(long n) {}

        @Override
        public void cancel() {
            trail.add("cancel");
        }
    }

    @Test
    void aFailureLeavesNextUnchangedAfterTheValuesBeforeIt() {
        var failure = new IOException("broken");
        Flow.Publisher<Integer> publisher = s -> s.onSubscribe(new Nothing() {
            @Override
            public void request(long n) {
                s.onNext(1);
                s.onError(failure);
            }
        });
        Loops.virtual(() -> {
            var values = AsyncGenerator.from(publisher);
            assertThat(values.next()).isEqualTo(1);
            assertThat(catchThrowable(values::next)).isSameAs(failure);
        });
        trail.is(); // what ended by itself is not cancelled
    }

    @Test
    void aPublisherThatFailsToSubscribeFailsNext() {
        Loops.virtual(() -> {
            var failure = new IllegalStateException("closed");
            assertThat(catchThrowable(() -> AsyncGenerator.from(s -> {
                                throw failure;
                            })
                            .next()))
                    .isSameAs(failure);
            assertThat(catchThrowable(
                            () -> AsyncGenerator.from(s -> s.onError(failure)).next()))
                    .isSameAs(failure);
        });
    }

    @Test
    void cancellingTheConsumerCancelsTheSubscription() {
        Loops.virtual(() -> {
            var values = AsyncGenerator.<Integer>from(s -> s.onSubscribe(new Nothing()));
            var consumer = createTask(values::next);
            yieldNow();
            consumer.cancel();
            yieldNow();
            yieldNow();
            assertThat(consumer.isCancelled()).isTrue();
        });
        trail.is("cancel");
    }

    @Test
    void aSubscriptionThatComesTooLateOrTwiceIsCancelled() {
        List<Flow.Subscriber<?>> subscribers = new ArrayList<>();
        Loops.virtual(() -> {
            var values = AsyncGenerator.<Integer>from(subscribers::add);
            var consumer = createTask(values::next);
            yieldNow();
            consumer.cancel();
            yieldNow();
            yieldNow();
            assertThat(consumer.isCancelled()).isTrue();
        });
        trail.is();
        subscribers.getFirst().onSubscribe(new Nothing());
        trail.is("cancel");
        subscribers.getFirst().onSubscribe(new Nothing());
        trail.is("cancel", "cancel");
    }

    @Test
    void nullsAndSizesBelowOneAreRefused() {
        assertThatThrownBy(() -> AsyncGenerator.from(null)).isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> AsyncGenerator.from(new Counting(1), 0)).isInstanceOf(IllegalArgumentException.class);
        Loops.virtual(() -> assertThatThrownBy(
                        () -> AsyncGenerator.<Integer>from(s -> s.onNext(null)).next())
                .isInstanceOf(NullPointerException.class));
    }
}
