package asyncio4j.bench;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.locks.ReentrantLock;

/// Plain virtual threads and `java.util.concurrent`, the peer that coordinates. Each does `n` operations.
final class Threads {
    private Threads() {}

    static void lockFree(int n) throws InterruptedException {
        var lock = new ReentrantLock();
        Peer.run(() -> {
            for (int i = 0; i < n; i++) {
                lock.lock();
                Peer.between();
                lock.unlock();
            }
        });
    }

    static void semaphoreFree(int n) throws InterruptedException {
        var semaphore = new Semaphore(10);
        Peer.run(() -> {
            for (int i = 0; i < n; i++) {
                semaphore.acquire();
                Peer.between();
                semaphore.release();
            }
        });
    }

    static void queueFree(int n) throws InterruptedException {
        var queue = new ArrayBlockingQueue<Integer>(10);
        Peer.run(() -> {
            for (int i = 0; i < n; i++) {
                queue.put(i);
                Peer.between();
                Workloads.check(queue.take() == i);
            }
        });
    }

    static void pingPong(int n) throws InterruptedException {
        var ping = new ArrayBlockingQueue<Integer>(1);
        var pong = new ArrayBlockingQueue<Integer>(1);
        int rounds = n / 2;
        Peer.run(() -> {
            var echo = Peer.start(() -> {
                for (int i = 0; i < rounds; i++) {
                    pong.put(ping.take());
                }
            });
            for (int i = 0; i < rounds; i++) {
                ping.put(i);
                Workloads.check(pong.take() == i);
            }
            echo.join();
        });
    }

    static void queue(int n) throws InterruptedException {
        var queue = new ArrayBlockingQueue<Integer>(100);
        Peer.run(() -> {
            Peer.start(() -> {
                for (int i = 0; i < n; i++) {
                    queue.put(i);
                }
            });
            for (int i = 0; i < n; i++) {
                Workloads.check(queue.take() == i);
            }
        });
    }

    /// Fair, as ours is.
    static void lock(int n) throws InterruptedException {
        var lock = new ReentrantLock(true);
        var count = new int[1];
        Peer.run(() -> {
            var threads = new Thread[100];
            for (int i = 0; i < threads.length; i++) {
                threads[i] = Peer.start(() -> {
                    for (int k = 0; k < n / 100; k++) {
                        lock.lock();
                        int c = count[0];
                        Thread.yield();
                        count[0] = c + 1;
                        lock.unlock();
                    }
                });
            }
            for (Thread thread : threads) {
                thread.join();
            }
        });
        Workloads.check(count[0] == n);
    }

    static void values(int n) throws InterruptedException {
        var values = new SynchronousQueue<Integer>();
        Peer.run(() -> {
            Peer.start(() -> {
                for (int i = 0; i < n; i++) {
                    values.put(i);
                }
            });
            for (int i = 0; i < n; i++) {
                Workloads.check(values.take() == i);
            }
        });
    }
}
