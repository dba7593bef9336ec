package asyncio4j.sync;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// One send or one receive: as an attempt, and while its waiter waits for it.
///
/// Fields are of whoever makes the attempt until it stands in the channel's line; from then on they are under the
/// channel's lock, and the waiter may read them once it is claimed.
final class ChannelCase<T> {
    /// Where an attempt stands.
    enum Step {
        /// It would have to wait.
        WAIT,
        /// A value went over.
        DONE,
        /// The channel is closed: nothing will go over.
        ENDED
    }

    final ChannelCore<T> channel;
    final boolean sends;

    @Nullable
    ChannelItem<T> item; // of a send from the start; of a receive once it has one

    Step step = Step.WAIT;

    @Nullable
    ChannelWaiter waiter; // null: an attempt

    int number; // among the cases of the waiter

    boolean queued;

    @Nullable
    ChannelCase<T> before;

    @Nullable
    ChannelCase<T> after;

    private ChannelCase(ChannelCore<T> channel, @Nullable ChannelItem<T> item) {
        this.channel = channel;
        this.item = item;
        sends = item != null;
    }

    static <T> ChannelCase<T> send(ChannelCore<T> channel, ChannelItem<T> item) {
        return new ChannelCase<>(channel, item);
    }

    static <T> ChannelCase<T> receive(ChannelCore<T> channel) {
        return new ChannelCase<>(channel, null);
    }

    /// Tries it now; under the lock.
    boolean happensNow() {
        if (sends) {
            step = channel.offer(received());
        } else {
            item = channel.poll();
            step = item != null ? Step.DONE : channel.ended() ? Step.ENDED : Step.WAIT;
        }
        return step != Step.WAIT;
    }

    /// Stands in line from now on; under the lock.
    void enqueue(ChannelWaiter forWhom, int asNumber) {
        waiter = forWhom;
        number = asNumber;
        channel.line(sends).add(this);
    }

    /// Makes it happen for its waiter, with this outcome, unless something else has. Under the lock; once at most,
    /// since whoever calls it has taken it out of the line.
    boolean happens(Step outcome, @Nullable ChannelItem<T> handed) {
        ChannelWaiter w = Objects.requireNonNull(waiter);
        step = outcome; // before the claim: the waiter reads it without the lock
        if (!sends) {
            item = handed;
        }
        boolean mine = w.claim(number);
        if (mine) {
            channel.wakeLater(w);
        }
        return mine;
    }

    /// Out of the line, if it is there.
    void withdraw() {
        channel.withdraw(this);
    }

    /// The waiter has taken notice.
    void accept() {
        if (!sends && step == Step.DONE) {
            channel.accepted();
        }
    }

    /// The waiter cannot take what it was handed: it goes to the next.
    void giveBack() {
        if (!sends && step == Step.DONE) {
            channel.giveBack(received());
        }
    }

    /// The item, where there is one.
    ChannelItem<T> received() {
        return Objects.requireNonNull(item);
    }
}
