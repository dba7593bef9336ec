package asyncio4j.bench;

/// A queue in an array, of at most 1,024: the least that a loop needs.
final class Ring {
    private final Object[] items = new Object[1_024];
    private int head;
    private int size;

    int size() {
        return size;
    }

    void add(Object item) {
        items[(head + size++) & (items.length - 1)] = item;
    }

    Object poll() {
        var item = items[head];
        items[head] = null;
        head = (head + 1) & (items.length - 1);
        size--;
        return item;
    }
}
