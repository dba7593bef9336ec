package asyncio4j.testing.bugs;

import static asyncio4j.Asyncio.createTask;
import static asyncio4j.Asyncio.gather;
import static asyncio4j.Asyncio.gatherSettled;
import static asyncio4j.Asyncio.yieldNow;
import static asyncio4j.testing.bugs.SharedState.later;
import static org.assertj.core.api.Assertions.assertThat;

import asyncio4j.sync.AsyncCondition;
import asyncio4j.sync.AsyncLock;
import asyncio4j.sync.AsyncSemaphore;

/// Five bugs of waiting and of being cancelled.
final class Waiting {
    private Waiting() {}

    // ---- missed notify ----

    static class Mailbox {
        final AsyncCondition changed = new AsyncCondition();
        boolean mail;

        void awaitMail() {
            if (!mail) {
                yieldNow(); // says that it waits
                changed.with(() -> {
                    changed.await();
                });
            }
        }

        void deliver() {
            changed.with(() -> {
                mail = true;
                changed.signalAll();
            });
        }
    }

    static final class RightMailbox extends Mailbox {
        @Override
        void awaitMail() {
            yieldNow(); // says that it waits
            changed.with(() -> {
                changed.awaitFor(() -> mail);
            });
        }
    }

    static void everyLetterArrives(Mailbox box) {
        gather(box::awaitMail, () -> {
            later();
            box.deliver();
        });
    }

    // ---- AB-BA ----

    static class Transfers {
        final AsyncLock[] locks = {new AsyncLock("a"), new AsyncLock("b")};
        final int[] balance = {10, 10};

        void transfer(int from, int to) {
            both(from, to, () -> {
                balance[from]--;
                balance[to]++;
            });
        }

        void both(int first, int second, Runnable move) {
            locks[first].with(() -> {
                yieldNow(); // looks the account up
                locks[second].with(move::run);
            });
        }
    }

    static final class RightTransfers extends Transfers {
        @Override
        void both(int first, int second, Runnable move) {
            super.both(Math.min(first, second), Math.max(first, second), move);
        }
    }

    static void toAndFro(Transfers bank) {
        gather(() -> bank.transfer(0, 1), () -> {
            later();
            bank.transfer(1, 0);
        });
        assertThat(bank.balance).containsExactly(10, 10);
    }

    // ---- reader/writer starvation ----

    static class ReadWriteLock {
        final AsyncCondition changed = new AsyncCondition();
        int readers;
        int writersWaiting;

        void read() {
            changed.with(() -> {
                readers++;
            });
            yieldNow(); // reads
            changed.with(() -> {
                readers--;
                changed.signalAll();
            });
        }

        void write() {
            changed.with(() -> {
                writersWaiting++;
                changed.awaitFor(() -> readers == 0);
                writersWaiting--;
                changed.signalAll();
            });
        }
    }

    static final class RightReadWriteLock extends ReadWriteLock {
        @Override
        void read() {
            changed.with(() -> {
                changed.awaitFor(() -> writersWaiting == 0);
                readers++;
            });
            yieldNow(); // reads
            changed.with(() -> {
                readers--;
                changed.signalAll();
            });
        }
    }

    static void theWriterHasItsTurn(ReadWriteLock lock) {
        var overtaken = new int[1];
        var written = new boolean[1];
        Runnable reader = () -> {
            for (int i = 0; i < 10; i++) {
                boolean waiting = lock.writersWaiting > 0;
                lock.read();
                if (waiting && !written[0]) {
                    overtaken[0]++; // began after the writer asked, ended before it wrote
                }
                yieldNow(); // works with what it read
            }
        };
        gather(reader::run, reader::run, () -> {
            lock.write();
            written[0] = true;
        });
        assertThat(overtaken[0]).as("readers that overtook the writer").isLessThanOrEqualTo(2);
    }

    // ---- lost cancel ----

    static class Retrying {
        void send() {
            for (int attempt = 0; attempt < 3; attempt++) {
                try {
                    yieldNow(); // sends
                    return;
                } catch (Throwable e) {
                    // tries again
                }
            }
        }
    }

    static final class RightRetrying extends Retrying {
        @Override
        void send() {
            for (int attempt = 0; attempt < 3; attempt++) {
                try {
                    yieldNow(); // sends
                    return;
                } catch (RuntimeException e) {
                    // tries again
                }
            }
        }
    }

    static void cancelEnds(Retrying client) {
        var sender = createTask("sender", client::send);
        later();
        if (sender.cancel()) {
            gatherSettled(sender);
            assertThat(sender.isCancelled()).as("the sender is cancelled").isTrue();
        }
    }

    // ---- leaky pool ----

    static class Pool {
        final AsyncSemaphore free = new AsyncSemaphore(1);

        void query() {
            free.acquire();
            yieldNow(); // asks the database
            free.release();
        }
    }

    static final class RightPool extends Pool {
        @Override
        void query() {
            free.acquire();
            try {
                yieldNow(); // asks the database
            } finally {
                free.release();
            }
        }
    }

    static void everyConnectionComesBack(Pool pool) {
        gatherSettled(createTask("client", pool::query), createTask("other", pool::query));
        assertThat(pool.free.locked()).as("a connection is missing").isFalse();
    }
}
