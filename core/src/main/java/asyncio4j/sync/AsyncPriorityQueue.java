package asyncio4j.sync;

import java.util.Comparator;
import java.util.Objects;
import java.util.TreeSet;

/// An [AsyncQueue] that gives out the smallest item first, equal ones in the order in which they were put.
///
/// @param <T> the items
/// @since 0.1
public final class AsyncPriorityQueue<T> extends AsyncQueue<T> {
    /// In natural order, without a bound.
    public AsyncPriorityQueue() {
        this(0);
    }

    /// In natural order.
    ///
    /// @param maxsize how many items it holds; 0 or less: without a bound
    public AsyncPriorityQueue(int maxsize) {
        this(maxsize, natural());
    }

    /// In the order of `comparator`; what it throws leaves `put`, and the queue stays as it was.
    ///
    /// @param maxsize how many items it holds; 0 or less: without a bound
    public AsyncPriorityQueue(int maxsize, Comparator<? super T> comparator) {
        super(maxsize, new Sorted<>(Objects.requireNonNull(comparator, "comparator")));
    }

    @SuppressWarnings("unchecked") // an item that cannot be compared makes put throw, as TreeSet's
    private static <T> Comparator<T> natural() {
        return (a, b) -> ((Comparable<Object>) a).compareTo(b);
    }

    private static final class Sorted<T> implements Items<T> {
        private record Entry<T>(T item, long order) {}

        private final TreeSet<Entry<T>> entries; // compares before it changes anything, and only in add
        private long puts;

        Sorted(Comparator<? super T> comparator) {
            entries = new TreeSet<>(
                    Comparator.<Entry<T>, T>comparing(Entry::item, comparator).thenComparingLong(Entry::order));
        }

        @Override
        public void add(T item) {
            Objects.requireNonNull(item, "item");
            entries.add(new Entry<>(item, puts++));
        }

        @Override
        public T take() {
            return entries.removeFirst().item();
        }

        @Override
        public int size() {
            return entries.size();
        }

        @Override
        public void clear() {
            entries.clear();
        }
    }
}
