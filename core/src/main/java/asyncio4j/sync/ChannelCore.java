package asyncio4j.sync;

import asyncio4j.sync.ChannelCase.Step;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// The state of a channel: what it holds, and who waits at its two ends.
///
/// Everything is under `lock`, a flag that is held for a few field writes: no code of others runs under it, nothing is
/// allocated, loaded or thrown, and nobody suspends. So it is free again after nanoseconds, whatever the one who holds
/// it is; see docs/adr/0010. Whoever lets it go wakes those it has claimed.
///
/// Between two holders: who waits to receive waits because the buffer is empty, who waits to send because it is full.
final class ChannelCore<T> {
    private static final AtomicLong NUMBERS = new AtomicLong();
    private static final int SPINS = 200;

    static {
        Step.valueOf("WAIT"); // loads the class: not under the lock, since class loading may block
    }

    final int capacity;
    final long number = NUMBERS.incrementAndGet(); // several channels are locked in this order
    private final AtomicInteger lock = new AtomicInteger(); // any thread

    private final ChannelLine<T> receivers = new ChannelLine<>();
    private final ChannelLine<T> senders = new ChannelLine<>();
    private @Nullable ChannelItem<T> first;
    private @Nullable ChannelItem<T> last;
    private int size;
    private long sent;
    private int handed; // to receivers that have not taken notice
    private long selects; // whose first case is here
    private @Nullable ChannelWaiter toWake;
    private @Nullable ChannelWaiter lastToWake;
    private volatile boolean closed; // written under the lock

    ChannelCore(int capacity) {
        this.capacity = capacity;
    }

    // ---- the lock ----

    void lock() {
        room(4, 1, 2, 3, 4, 5, 6, 7, 8);
        for (int tries = 1; !lock.compareAndSet(0, 1); tries++) {
            if (tries % SPINS == 0 && !Thread.currentThread().isVirtual()) { // that would suspend, perhaps with locks
                Thread.yield(); // the holder's thread has lost its processor
            } else {
                Thread.onSpinWait();
            }
        }
    }

    /// Lets the lock go; returns who is to be woken then, when no lock is held.
    @Nullable
    ChannelWaiter release() {
        ChannelWaiter w = toWake;
        toWake = null;
        lastToWake = null;
        lock.setRelease(0);
        return w;
    }

    static void wakeAll(@Nullable ChannelWaiter chain) {
        ChannelWaiter w = chain;
        while (w != null) {
            ChannelWaiter next = w.nextToWake;
            w.nextToWake = null;
            w.wake();
            w = next;
        }
    }

    private void unlock() {
        wakeAll(release());
    }

    void wakeLater(ChannelWaiter w) {
        if (lastToWake == null) {
            toWake = w;
        } else {
            lastToWake.nextToWake = w;
        }
        lastToWake = w;
    }

    /// Throws the StackOverflowError that is near while nothing has changed yet: not in the middle.
    ///
    /// Few large frames: cheaper than many small ones.
    private static long room(int n, long a, long b, long c, long d, long e, long f, long g, long h) {
        return n == 0 ? a ^ b : room(n - 1, b, c + n, d, e ^ n, f, g + n, h, a) + (a ^ b ^ c ^ d ^ e ^ f ^ g ^ h);
    }

    private static void roomToWake(ChannelLine<?> line) {
        if (!line.isEmpty()) {
            room(20, 1, 2, 3, 4, 5, 6, 7, 8);
        }
    }

    // ---- under the lock ----

    /// Sends, if that needs no waiting.
    Step offer(ChannelItem<T> item) {
        roomToWake(receivers);
        if (closed) {
            return Step.ENDED;
        }
        if (size >= capacity && receivers.isEmpty()) {
            return Step.WAIT;
        }
        item.number = sent;
        if (!hand(item)) {
            if (size >= capacity) {
                return Step.WAIT;
            }
            append(item);
        }
        sent++;
        return Step.DONE;
    }

    /// Receives, if that needs no waiting and there is something; else null.
    @Nullable
    ChannelItem<T> poll() {
        roomToWake(senders);
        ChannelItem<T> item = first;
        if (item == null) { // without a buffer: from hand to hand
            ChannelCase<T> sender = claimSender();
            return sender == null ? null : sender.received();
        }
        first = item.next;
        item.next = null;
        if (first == null) {
            last = null;
        }
        size--;
        if (size < capacity) {
            ChannelCase<T> sender = claimSender();
            if (sender != null) {
                append(sender.received());
            }
        }
        return item;
    }

    /// Whether there is nothing to receive, and never will be.
    boolean ended() {
        return closed && size == 0 && handed == 0;
    }

    private @Nullable ChannelCase<T> claimSender() {
        ChannelCase<T> c = senders.poll();
        while (c != null && !c.happens(Step.DONE, null)) {
            c = senders.poll();
        }
        if (c != null) {
            c.received().number = sent++;
        }
        return c;
    }

    /// Hands `item` to the first that waits to receive; false when nobody does.
    private boolean hand(ChannelItem<T> item) {
        ChannelCase<T> c = receivers.poll();
        while (c != null && !c.happens(Step.DONE, item)) {
            c = receivers.poll();
        }
        if (c == null) {
            return false;
        }
        handed++;
        return true;
    }

    private void append(ChannelItem<T> item) {
        if (last == null) {
            first = item;
        } else {
            last.next = item;
        }
        last = item;
        size++;
    }

    private void tellTheEnd() {
        if (ended()) {
            endAll(receivers);
        }
    }

    private void endAll(ChannelLine<T> line) {
        for (ChannelCase<T> c = line.poll(); c != null; c = line.poll()) {
            c.happens(Step.ENDED, null);
        }
    }

    ChannelLine<T> line(boolean ofSenders) {
        return ofSenders ? senders : receivers;
    }

    // ---- taking the lock ----

    Step offerNow(ChannelItem<T> item) {
        lock();
        try {
            return offer(item);
        } finally {
            unlock();
        }
    }

    @Nullable
    ChannelItem<T> pollNow() {
        lock();
        try {
            return poll();
        } finally {
            unlock();
        }
    }

    boolean endedNow() {
        lock();
        try {
            return ended();
        } finally {
            unlock();
        }
    }

    /// At which of its cases the next select that begins here starts to look: spread evenly, and the same in each run.
    int start(int cases) {
        if (cases == 1) {
            return 0;
        }
        long mixed;
        lock();
        try {
            mixed = ++selects * 0x9E3779B97F4A7C15L;
        } finally {
            unlock();
        }
        mixed = (mixed ^ (mixed >>> 32)) * 0xD6E8FEB86659FD93L;
        return (int) Long.remainderUnsigned(mixed ^ (mixed >>> 32), cases);
    }

    void withdraw(ChannelCase<T> c) {
        lock();
        try {
            line(c.sends).remove(c);
        } finally {
            unlock();
        }
    }

    /// A receiver has what it was handed.
    void accepted() {
        lock();
        try {
            handed--;
            tellTheEnd();
        } finally {
            unlock();
        }
    }

    /// A receiver was handed `item` and does not take it: to the next, or back to its place in the buffer, beyond the
    /// capacity if need be.
    void giveBack(ChannelItem<T> item) {
        lock();
        try {
            roomToWake(receivers);
            handed--;
            if (!hand(item)) {
                insert(item);
            }
        } finally {
            unlock();
        }
    }

    private void insert(ChannelItem<T> item) {
        ChannelItem<T> earlier = null;
        for (ChannelItem<T> i = first; i != null && i.number < item.number; i = i.next) {
            earlier = i;
        }
        item.next = earlier == null ? first : earlier.next;
        if (earlier == null) {
            first = item;
        } else {
            earlier.next = item;
        }
        if (item.next == null) {
            last = item;
        }
        size++;
    }

    void close() {
        lock();
        try {
            roomToWake(senders);
            roomToWake(receivers);
            closed = true;
            endAll(senders);
            tellTheEnd();
        } finally {
            unlock();
        }
    }

    boolean isClosed() {
        return closed;
    }

    /// How many cases stand in line at one end.
    int waiting(boolean toSend) {
        lock();
        try {
            return line(toSend).length();
        } finally {
            unlock();
        }
    }

    int size() {
        lock();
        try {
            return size;
        } finally {
            unlock();
        }
    }
}
