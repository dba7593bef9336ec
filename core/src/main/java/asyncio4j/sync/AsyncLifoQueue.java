package asyncio4j.sync;

import java.util.ArrayList;
import org.jspecify.annotations.Nullable;

/// An [AsyncQueue] that gives out the youngest item first.
///
/// @param <T> the items
/// @since 0.1
public final class AsyncLifoQueue<T extends @Nullable Object> extends AsyncQueue<T> {
    /// Without a bound.
    public AsyncLifoQueue() {
        this(0);
    }

    /// @param maxsize how many items it holds; 0 or less: without a bound
    public AsyncLifoQueue(int maxsize) {
        super(maxsize, new Stack<>());
    }

    private static final class Stack<T extends @Nullable Object> implements Items<T> {
        private final ArrayList<T> list = new ArrayList<>();

        @Override
        public void add(T item) {
            list.add(item);
        }

        @Override
        public T take() {
            return list.removeLast();
        }

        @Override
        public int size() {
            return list.size();
        }

        @Override
        public void clear() {
            list.clear();
        }
    }
}
