package asyncio4j.sync;

import asyncio4j.QueueEmptyException;
import asyncio4j.QueueFullException;
import asyncio4j.QueueShutDownException;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/// Items from tasks that put to tasks that get, first in, first out; optionally bounded, so that a fast producer is
/// held at the pace of its consumers.
///
/// ```java
/// var jobs = new AsyncQueue<Job>(100);
/// createTask(() -> { for (Job j : jobs) { work(j); jobs.taskDone(); } }); // ends when shut down and drained
/// jobs.put(job); jobs.join(); jobs.shutdown();
/// ```
///
/// An item, or a free place, that a waiting task was granted belongs to that task from then on: nobody overtakes
/// it, and `qsize`, `empty` and `full` count it as taken. A task that is cancelled passes on what it was granted.
///
/// Threads: the tasks and callbacks of one loop; the methods that do not suspend also outside loops.
///
/// @param <T> the items
/// @since 0.1
public sealed class AsyncQueue<T extends @Nullable Object> implements Iterable<T>
        permits AsyncPriorityQueue, AsyncLifoQueue {
    private final int maxsize;
    private final Items<T> items;
    private final WaitQueue getters = new WaitQueue("AsyncQueue.get");
    private final WaitQueue putters = new WaitQueue("AsyncQueue.put");
    private final WaitQueue joiners = new WaitQueue("AsyncQueue.join");
    private int promised; // items that getters were granted and have not taken
    private int reserved; // places that putters were granted and have not used
    private int unfinished; // items put and not reported done
    private boolean shutDown;

    /// Without a bound.
    public AsyncQueue() {
        this(0);
    }

    /// @param maxsize how many items it holds; 0 or less: without a bound
    public AsyncQueue(int maxsize) {
        this(maxsize, new Fifo<>());
    }

    AsyncQueue(int maxsize, Items<T> items) {
        this.maxsize = maxsize;
        this.items = items;
    }

    /// Where items are kept, and which comes next.
    interface Items<T extends @Nullable Object> {
        void add(T item);

        T take();

        int size();

        void clear();
    }

    private static final class Fifo<T extends @Nullable Object> implements Items<T> {
        private static final Object NULL = new Object();
        private final ArrayDeque<Object> deque = new ArrayDeque<>();

        @Override
        public void add(T item) {
            deque.addLast(item == null ? NULL : item);
        }

        @Override
        public T take() {
            return unmask(deque.removeFirst(), NULL);
        }

        @Override
        public int size() {
            return deque.size();
        }

        @Override
        public void clear() {
            deque.clear();
        }
    }

    // ---- putting ----

    /// Puts an item in, suspending while the queue is full.
    ///
    /// @throws QueueShutDownException if the queue is or is being shut down
    public void put(T item) {
        refuseAfterShutdown();
        if (full() || putters.waiting() > 0) {
            putters.await(this::giveUpPlace);
            if (shutDown) {
                throw down();
            }
            reserved--;
        }
        insert(item);
    }

    private void giveUpPlace() {
        if (!shutDown) {
            reserved--;
            grantPutters();
        }
    }

    /// Puts an item in without suspending.
    ///
    /// @throws QueueFullException if the queue is full
    /// @throws QueueShutDownException if it was shut down
    public void putNowait(T item) {
        refuseAfterShutdown();
        if (full()) {
            throw new QueueFullException("the queue holds " + maxsize + " items");
        }
        insert(item);
    }

    private void insert(T item) {
        getters.checkAccess();
        try {
            items.add(item);
        } catch (Throwable e) { // an item that cannot be compared
            grantPutters();
            throw e;
        }
        unfinished++;
        grantGetters();
    }

    // ---- getting ----

    /// Takes an item out, suspending while there is none.
    ///
    /// @throws QueueShutDownException if the queue was shut down and is empty
    public T get() {
        if (qsize() == 0 || getters.waiting() > 0) {
            refuseDrained();
            getters.await(this::giveUpItem);
            refuseDrained();
            promised--;
        }
        return take();
    }

    private void giveUpItem() {
        if (promised > 0) {
            promised--;
            grantGetters();
        }
    }

    /// Takes an item out without suspending.
    ///
    /// @throws QueueEmptyException if there is none that is not promised to a waiting task
    /// @throws QueueShutDownException if the queue was shut down and is empty
    public T getNowait() {
        if (qsize() == 0) {
            refuseDrained();
            throw new QueueEmptyException("the queue is empty");
        }
        return take();
    }

    private T take() {
        putters.checkAccess();
        T item = items.take();
        if (shutDown) {
            letGettersGo();
        } else {
            grantPutters();
        }
        return item;
    }

    private void grantGetters() {
        while (qsize() > 0 && getters.grantFirst()) {
            promised++;
        }
    }

    /// Whoever waits for an item that was promised to another gets it if that one gives it up, else learns of the end.
    private void letGettersGo() {
        if (items.size() == 0) {
            getters.grantAll();
        }
    }

    private void grantPutters() {
        while (!full() && putters.grantFirst()) {
            reserved++;
        }
    }

    // ---- asking ----

    /// How many items there are that nobody was promised.
    public int qsize() {
        return items.size() - promised;
    }

    /// Whether [#getNowait()] would throw.
    public boolean empty() {
        return qsize() == 0;
    }

    /// Whether [#putNowait] would throw.
    public boolean full() {
        return maxsize > 0 && items.size() + reserved >= maxsize;
    }

    /// The bound; 0 or less: none.
    public int maxsize() {
        return maxsize;
    }

    /// How much was waited for items so far: consumers faster than their producers. Any thread.
    public WaitStatistics gets() {
        return getters.statistics();
    }

    /// How much was waited for free places so far: producers faster than their consumers. Any thread.
    public WaitStatistics puts() {
        return putters.statistics();
    }

    // ---- ending ----

    /// Reports that an item which was taken has been dealt with.
    ///
    /// @throws IllegalArgumentException if called more often than items were put
    public void taskDone() {
        if (unfinished == 0) {
            throw new IllegalArgumentException("task_done() called too many times: every item was reported done");
        }
        joiners.checkAccess();
        if (--unfinished == 0) {
            joiners.grantAll();
        }
    }

    /// Suspends until every item that was put has been reported done.
    public void join() {
        if (unfinished > 0) {
            joiners.await(() -> {});
        }
    }

    /// Ends the queue: no more puts; what is there can be got, then [#get] throws.
    public void shutdown() {
        shutdown(false);
    }

    /// Ends the queue; `immediate` drops what is there, as if it had been reported done.
    public void shutdown(boolean immediate) {
        getters.checkAccess();
        putters.checkAccess();
        joiners.checkAccess();
        shutDown = true;
        reserved = 0;
        if (immediate) {
            unfinished = Math.max(0, unfinished - items.size());
            items.clear();
            promised = 0;
            if (unfinished == 0) {
                joiners.grantAll();
            }
        }
        letGettersGo();
        putters.grantAll();
    }

    private void refuseAfterShutdown() {
        if (shutDown) {
            throw down();
        }
    }

    private void refuseDrained() {
        if (shutDown && items.size() == 0) {
            throw down();
        }
    }

    private static QueueShutDownException down() {
        return new QueueShutDownException("the queue was shut down");
    }

    /// The items as they come; ends when the queue is shut down and drained. Several tasks may share the work.
    @Override
    public Iterator<T> iterator() {
        return new Iterator<>() {
            private boolean there;
            private @Nullable T item;

            @Override
            public boolean hasNext() {
                if (!there) {
                    try {
                        item = get();
                        there = true;
                    } catch (QueueShutDownException e) {
                        return false;
                    }
                }
                return true;
            }

            @Override
            public T next() {
                if (!hasNext()) {
                    throw new NoSuchElementException();
                }
                there = false;
                T next = unmask(item, this);
                item = null;
                return next;
            }
        };
    }

    /// `kept` as the item it stands for: `mask` stands for null.
    @SuppressWarnings({"unchecked", "NullAway"})
    private static <T extends @Nullable Object> T unmask(@Nullable Object kept, Object mask) {
        return kept == mask ? null : (T) kept;
    }

    @Override
    public String toString() {
        return getClass().getSimpleName() + "[size=" + qsize() + (maxsize > 0 ? ", maxsize=" + maxsize : "")
                + (getters.isEmpty() ? "" : ", getters:" + getters.size())
                + (putters.isEmpty() ? "" : ", putters:" + putters.size())
                + (unfinished == 0 ? "" : ", unfinished=" + unfinished)
                + (shutDown ? ", shutdown]" : "]");
    }
}
