package asyncio4j.iter;

import asyncio4j.iter.AsyncGenerator.Producer;
import asyncio4j.iter.AsyncGenerator.Yielder;
import java.util.Objects;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/// Makes what a publisher sends the values of a generator. Signals come on any thread and are queued; the producer
/// takes them out and asks for more, so that no more than `prefetch` are under way or queued.
final class Inflow<T> implements Flow.Subscriber<T> {
    private final ConcurrentLinkedQueue<Object> signals = new ConcurrentLinkedQueue<>(); // values, then an End
    private final Bell bell = new Bell();
    private final int prefetch;
    private volatile Flow.@Nullable Subscription subscription; // written once, on any thread
    private volatile boolean over;
    private int due; // asked for and not taken out; the producer's

    private Inflow(int prefetch) {
        this.prefetch = prefetch;
    }

    private record End(@Nullable Throwable failure) {}

    static <T> Producer<T> producer(Flow.Publisher<? extends T> publisher, int prefetch) {
        return y -> {
            var inflow = new Inflow<T>(prefetch);
            try {
                publisher.subscribe(inflow);
                inflow.emitAll(y);
            } finally {
                inflow.end();
            }
        };
    }

    // ---- the publisher's side: any thread ----

    @Override
    public void onSubscribe(Flow.Subscription s) {
        if (subscription != null) {
            s.cancel(); // a subscriber is for one subscription
            return;
        }
        subscription = s;
        if (over) {
            s.cancel(); // the generator was closed meanwhile
        }
        bell.ring();
    }

    @Override
    public void onNext(T value) {
        add(Objects.requireNonNull(value, "value"));
    }

    @Override
    public void onError(Throwable failure) {
        add(new End(Objects.requireNonNull(failure, "failure")));
    }

    @Override
    public void onComplete() {
        add(new End(null));
    }

    private void add(Object signal) {
        if (!over) {
            signals.add(signal);
            bell.ring();
        }
    }

    // ---- the producer's side ----

    private void emitAll(Yielder<T> y) {
        while (true) {
            Object signal = take();
            if (signal instanceof End(Throwable failure)) {
                subscription = null; // ended by itself: there is nothing to cancel
                if (failure != null) {
                    throw AsyncGenerator.rethrow(failure);
                }
                return;
            }
            y.emit(Items.unmask(signal, this));
        }
    }

    private Object take() {
        while (true) {
            ask();
            Object signal = signals.poll();
            if (signal != null) {
                due--;
                return signal;
            }
            bell.awaitUntil(() -> !signals.isEmpty() || due == 0 && subscription != null);
        }
    }

    private void ask() {
        Flow.Subscription s = subscription;
        if (s != null && due <= prefetch / 2) {
            int more = prefetch - due;
            due = prefetch;
            s.request(more);
        }
    }

    private void end() {
        over = true;
        signals.clear();
        Flow.Subscription s = subscription;
        if (s != null) {
            s.cancel();
        }
    }
}
