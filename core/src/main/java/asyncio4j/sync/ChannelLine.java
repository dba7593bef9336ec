package asyncio4j.sync;

import org.jspecify.annotations.Nullable;

/// Those who wait at one end of a channel, first come first served. Under the channel's lock.
final class ChannelLine<T> {
    private @Nullable ChannelCase<T> first;
    private @Nullable ChannelCase<T> last;

    boolean isEmpty() {
        return first == null;
    }

    void add(ChannelCase<T> c) {
        c.queued = true;
        c.before = last;
        if (last == null) {
            first = c;
        } else {
            last.after = c;
        }
        last = c;
    }

    /// Takes the first out; null when there is none.
    @Nullable
    ChannelCase<T> poll() {
        ChannelCase<T> c = first;
        if (c != null) {
            remove(c);
        }
        return c;
    }

    int length() {
        int n = 0;
        for (ChannelCase<T> c = first; c != null; c = c.after) {
            n++;
        }
        return n;
    }

    void remove(ChannelCase<T> c) {
        if (!c.queued) {
            return;
        }
        c.queued = false;
        if (c.before == null) {
            first = c.after;
        } else {
            c.before.after = c.after;
        }
        if (c.after == null) {
            last = c.before;
        } else {
            c.after.before = c.before;
        }
        c.before = null;
        c.after = null;
    }
}
