package asyncio4j.testing.bugs;

import static asyncio4j.Asyncio.createTask;
import static asyncio4j.Asyncio.gather;
import static asyncio4j.Asyncio.gatherSettled;
import static asyncio4j.Asyncio.yieldNow;
import static org.assertj.core.api.Assertions.assertThat;

import asyncio4j.Task;
import asyncio4j.sync.AsyncEvent;
import asyncio4j.sync.AsyncLock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Five bugs of state that changes while somebody waits.
final class SharedState {
    private SharedState() {}

    /// When the other one is ready, as long as first in is first out.
    static void later() {
        yieldNow();
        yieldNow();
    }

    // ---- lost update across an await ----

    static class Account {
        int balance;

        void deposit(int amount) {
            int seen = balance;
            yieldNow(); // asks whether that is allowed
            balance = seen + amount;
        }
    }

    static final class RightAccount extends Account {
        @Override
        void deposit(int amount) {
            yieldNow(); // asks whether that is allowed
            balance += amount;
        }
    }

    static void depositTwice(Account account) {
        gather(() -> account.deposit(10), () -> {
            later();
            account.deposit(5);
        });
        assertThat(account.balance).as("balance").isEqualTo(15);
    }

    // ---- check, then act, on a cache ----

    static class Cache {
        final Map<String, String> pages = new HashMap<>();
        int loads;

        String page(String url) {
            if (!pages.containsKey(url)) {
                pages.put(url, load(url));
            }
            return pages.get(url);
        }

        String load(String url) {
            loads++;
            yieldNow();
            return "page of " + url;
        }
    }

    static final class RightCache extends Cache {
        final Map<String, Task<String>> loading = new HashMap<>();

        @Override
        String page(String url) {
            return loading.computeIfAbsent(url, u -> createTask(() -> load(u))).await();
        }
    }

    static void loadOnce(Cache cache) {
        assertThat(gather(() -> cache.page("home"), () -> {
                    later();
                    return cache.page("home");
                }))
                .containsExactly("page of home", "page of home");
        assertThat(cache.loads).as("loads").isEqualTo(1);
    }

    // ---- double close ----

    static class Connection {
        boolean closed;
        int socketsClosed;

        void close() {
            if (closed) {
                return;
            }
            yieldNow(); // flushes
            closed = true;
            socketsClosed++;
        }
    }

    static final class RightConnection extends Connection {
        @Override
        void close() {
            if (closed) {
                return;
            }
            closed = true;
            yieldNow(); // flushes
            socketsClosed++;
        }
    }

    static void closeTwice(Connection connection) {
        gather(connection::close, () -> {
            later();
            connection.close();
        });
        assertThat(connection.socketsClosed).as("sockets closed").isEqualTo(1);
    }

    // ---- order-dependent shutdown ----

    static class Log {
        final List<String> lines = new ArrayList<>();
        boolean open = true;

        void write(String line) {
            yieldNow(); // formats it
            if (!open) {
                throw new IllegalStateException("log is closed");
            }
            lines.add(line);
        }

        void shutDown(Task<?> writer) {
            yieldNow(); // the writer has surely written by now
            yieldNow();
            open = false;
        }
    }

    static final class RightLog extends Log {
        @Override
        void shutDown(Task<?> writer) {
            writer.await();
            open = false;
        }
    }

    static void lastWords(Log log) {
        var writer = createTask("writer", () -> log.write("last words"));
        gather(writer, createTask("closer", () -> log.shutDown(writer)));
        assertThat(log.lines).containsExactly("last words");
    }

    // ---- broken once ----

    static class Once {
        private final AsyncEvent ready = new AsyncEvent();
        private boolean started;
        int value;

        int value() {
            if (!started) {
                started = true;
                yieldNow(); // computes it
                value = 42;
                ready.set();
            }
            ready.await();
            return value;
        }
    }

    static final class RightOnce extends Once {
        private final AsyncLock lock = new AsyncLock();

        @Override
        int value() {
            return lock.with(() -> {
                if (value == 0) {
                    yieldNow(); // computes it
                    value = 42;
                }
                return value;
            });
        }
    }

    static void firstIsCancelled(Once once) {
        var first = createTask("first", once::value);
        var second = createTask("second", once::value);
        gatherSettled(first, second);
        assertThat(second.result()).isEqualTo(42);
    }
}
