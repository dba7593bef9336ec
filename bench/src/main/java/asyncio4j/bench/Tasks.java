package asyncio4j.bench;

import asyncio4j.iter.AsyncGenerator;
import asyncio4j.sync.AsyncLock;
import asyncio4j.sync.AsyncQueue;
import asyncio4j.sync.AsyncSemaphore;

/// What a task does with `asyncio4j.sync` and `asyncio4j.iter` when it need not wait for others; for the rest see
/// [Workloads]. Each does `n` operations.
final class Tasks {
    private Tasks() {}

    static void lockFree(int n) {
        var lock = new AsyncLock();
        for (int i = 0; i < n; i++) {
            lock.acquire();
            Peer.between();
            lock.release();
        }
    }

    static void semaphoreFree(int n) {
        var semaphore = new AsyncSemaphore(10);
        for (int i = 0; i < n; i++) {
            semaphore.acquire();
            Peer.between();
            semaphore.release();
        }
    }

    static void queueFree(int n) {
        var queue = new AsyncQueue<Integer>(10);
        for (int i = 0; i < n; i++) {
            queue.put(i);
            Peer.between();
            Workloads.check(queue.get() == i);
        }
    }

    static void values(int n) {
        var values = AsyncGenerator.<Integer>of(y -> {
            for (int i = 0; i < n; i++) {
                y.emit(i);
            }
        });
        for (int i = 0; i < n; i++) {
            Workloads.check(values.next() == i);
        }
        values.close();
    }
}
