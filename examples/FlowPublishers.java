// Generators from and to java.util.concurrent.Flow: the reader's pace reaches the source.
import static asyncio4j.Asyncio.*;

import asyncio4j.iter.AsyncGenerator;
import java.util.concurrent.Flow;

AsyncGenerator<Integer> squares() {
    return AsyncGenerator.of(y -> {
        try {
            for (int i = 1; ; i++) {
                IO.println("make " + i);
                y.emit(i * i);
            }
        } finally {
            IO.println("closed");
        }
    });
}

class TwoOnly implements Flow.Subscriber<Integer> {
    private Flow.Subscription subscription;

    @Override
    public void onSubscribe(Flow.Subscription s) {
        subscription = s;
        s.request(2); // any thread may ask
    }

    @Override
    public void onNext(Integer value) {
        IO.println("got " + value);
        if (value == 4) {
            subscription.cancel(); // runs the producer's finally blocks
        }
    }

    @Override
    public void onError(Throwable e) {
        IO.println(e);
    }

    @Override
    public void onComplete() {
        IO.println("complete");
    }
}

void main() {
    run(() -> {
        squares().toPublisher().subscribe(new TwoOnly());
        sleep(millis(50));

        Flow.Publisher<Integer> publisher = squares().toPublisher();
        try (var values = AsyncGenerator.from(publisher)) {
            for (int v : values) {
                IO.println("read " + v);
                if (v == 9) {
                    break; // cancels the subscription
                }
            }
        }
        sleep(millis(50));
    });
}
