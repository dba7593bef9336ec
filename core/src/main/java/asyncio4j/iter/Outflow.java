package asyncio4j.iter;

import asyncio4j.Asyncio;
import asyncio4j.CancelledError;
import asyncio4j.ErrorContext;
import asyncio4j.EventLoop;
import asyncio4j.Task;
import java.util.Iterator;
import java.util.Objects;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// Sends the values of a generator to one subscriber, as many as it asks for. A task of the loop drives the generator
/// and makes all signals; the subscriber asks and cancels on any thread.
final class Outflow<T> implements Flow.Publisher<T> {
    private final AsyncGenerator<T> source;
    private final EventLoop loop;
    private final AtomicBoolean taken = new AtomicBoolean(); // any thread

    Outflow(AsyncGenerator<T> source, EventLoop loop) {
        this.source = source;
        this.loop = loop;
    }

    @Override
    public void subscribe(Flow.Subscriber<? super T> subscriber) {
        Objects.requireNonNull(subscriber, "subscriber");
        if (!taken.compareAndSet(false, true)) {
            refuse(
                    subscriber,
                    new IllegalStateException(
                            "the generator has a subscriber: its values go to one only, make a generator for each"));
            return;
        }
        Run run = new Run(subscriber);
        try {
            Asyncio.runCoroutineThreadsafe(Asyncio.action(run::drive), loop)
                    .whenComplete((nothing, failure) -> run.notBegun(failure));
        } catch (IllegalStateException loopClosed) {
            refuse(subscriber, loopClosed);
        }
    }

    private static void refuse(Flow.Subscriber<?> subscriber, Throwable why) {
        subscriber.onSubscribe(new Flow.Subscription() {
            @Override
            public void request(long n) {}

            @Override
            public void cancel() {}
        });
        subscriber.onError(why);
    }

    private final class Run implements Flow.Subscription {
        private final Flow.Subscriber<? super T> subscriber;
        private final AtomicLong demand = new AtomicLong(); // any thread
        private final Bell bell = new Bell();
        private volatile boolean stopped; // cancelled, or asked wrongly; any thread
        private volatile @Nullable Throwable misuse; // written before stopped
        private volatile boolean begun;
        private @Nullable Task<?> task; // loop only, as all below
        private boolean asking; // the generator runs
        private boolean interrupted;
        private boolean broken; // the subscriber threw

        Run(Flow.Subscriber<? super T> subscriber) {
            this.subscriber = subscriber;
        }

        // ---- the subscriber's side: any thread ----

        @Override
        public void request(long n) {
            if (n <= 0) {
                stop(new IllegalArgumentException("request(" + n + "): must be positive"));
            } else {
                demand.accumulateAndGet(n, (a, b) -> a + b < 0 ? Long.MAX_VALUE : a + b);
                bell.ring();
            }
        }

        @Override
        public void cancel() {
            stop(null);
        }

        private void stop(@Nullable Throwable why) {
            if (stopped) {
                return;
            }
            misuse = why;
            stopped = true;
            bell.ring();
            try {
                loop.callSoonThreadsafe(this::interrupt);
            } catch (IllegalStateException loopClosed) {
                // then this has ended
            }
        }

        /// Only what waits inside the generator is cancelled: what runs otherwise sees `stopped` by itself.
        private void interrupt() {
            if (asking && task != null) {
                interrupted = true;
                task.cancel("the subscription was cancelled");
            }
        }

        // ---- the loop's side ----

        void drive() {
            begun = true;
            Task<?> me = Objects.requireNonNull(Asyncio.currentTask());
            task = me;
            boolean complete = false;
            Throwable failure = null;
            try {
                toSubscriber(() -> subscriber.onSubscribe(this));
                complete = emitAll();
            } catch (Throwable e) {
                failure = e;
            }
            if (interrupted) {
                failure = failure instanceof CancelledError ? null : failure;
                me.uncancel(); // the producer's finally blocks may await, also when it came too late
            }
            try {
                source.close();
            } catch (Throwable e) {
                failure = Items.first(failure, e);
            }
            end(complete, failure);
        }

        /// True at the end of the generator, false when the subscription ended before.
        private boolean emitAll() {
            Iterator<T> values = source.iterator();
            while (true) {
                bell.awaitUntil(() -> stopped || demand.get() > 0);
                if (stopped) {
                    return false;
                }
                boolean more;
                asking = true;
                try {
                    more = values.hasNext();
                } finally {
                    asking = false;
                }
                if (stopped || !more) {
                    return !stopped;
                }
                T value = Objects.requireNonNull(values.next(), "a Flow.Subscriber takes no null: emit something else");
                demand.updateAndGet(n -> n == Long.MAX_VALUE ? n : n - 1);
                toSubscriber(() -> subscriber.onNext(value));
            }
        }

        private void toSubscriber(Runnable signal) {
            try {
                signal.run();
            } catch (Throwable e) {
                broken = true;
                throw e;
            }
        }

        private void end(boolean complete, @Nullable Throwable failure) {
            Throwable unseen = failure;
            try {
                if (misuse != null) {
                    subscriber.onError(misuse);
                } else if (!broken && !stopped && failure != null) {
                    unseen = null;
                    subscriber.onError(failure);
                } else if (complete) {
                    subscriber.onComplete();
                }
            } catch (Throwable e) {
                unseen = Items.first(unseen, e);
            }
            if (unseen != null && !(unseen instanceof CancelledError)) {
                String whose = broken || failure == null ? "Exception in a Flow.Subscriber" : "Exception while closing";
                loop.callExceptionHandler(new ErrorContext(whose + " of " + source, unseen, task, null));
            }
            if (failure instanceof Error e) {
                throw e; // a cancellation of the loop's, or worse
            }
        }

        /// The loop ended before the task began.
        void notBegun(@Nullable Throwable failure) {
            if (!begun) {
                refuse(subscriber, failure == null ? new CancelledError("Event loop is closed") : failure);
            }
        }
    }
}
