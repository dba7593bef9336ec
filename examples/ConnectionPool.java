// A pool lends connections to one task at a time, checks them, and closes what it made.
import static asyncio4j.Asyncio.*;

import asyncio4j.AsyncTimeoutException;
import asyncio4j.sync.PoolOptions;
import asyncio4j.sync.ResourcePool;

int opened;

final class Connection implements AutoCloseable {
    boolean alive = true;

    String query(int n) {
        sleep(millis(20));
        return "answer " + n;
    }

    @Override
    public void close() {
        IO.println("closed a connection");
    }
}

Connection connect() {
    sleep(millis(10));
    opened++;
    return new Connection();
}

void main() {
    run(() -> {
        var options = PoolOptions.<Connection>defaults()
                .withName("db")
                .withMaxSize(2)
                .withMaxIdle(seconds(60))
                .withCheck(c -> c.alive);
        try (var pool = new ResourcePool<>(this::connect, options)) {
            // five queries share two connections
            var answers = mapConcurrent(List.of(1, 2, 3, 4, 5), 5, n -> pool.with(c -> c.query(n)));
            IO.println(answers.getLast() + ", " + opened + " connections opened");

            // one that broke is closed and replaced
            try (var lease = pool.hold()) {
                lease.value().alive = false;
            }
            pool.use(c -> IO.println("got one that is alive: " + c.alive));

            // no connection in time
            try (var _ = pool.hold();
                    var _ = pool.hold()) {
                pool.acquire(millis(50));
            } catch (AsyncTimeoutException e) {
                IO.println(e.getMessage());
            }
            IO.println(pool.statistics());
        }
    });
}
