package asyncio4j.sync;

import asyncio4j.CancelledError;
import asyncio4j.Task;
import asyncio4j.spi.Waits;
import asyncio4j.sync.ChannelCase.Step;
import java.util.Arrays;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/// Makes one of several cases happen: at once, or by waiting for the other half of any of them.
///
/// While it looks it holds the locks of all channels, in the order of their numbers, and stands in no line. So two that
/// meet do not wait for each other, and only those who stand in line need to be claimed.
final class ChannelWait {
    static final int NONE = -1;

    private final ChannelCase<?>[] cases;
    private final int start;

    /// @param start the case that is looked at first
    ChannelWait(int start, ChannelCase<?>... cases) {
        this.cases = cases;
        this.start = start;
    }

    /// The number of a case that could happen without waiting, and has; [#NONE] if there was none.
    int now() {
        return now(null);
    }

    /// Waits for a case to happen; returns its number, [#NONE] when the time was up.
    ///
    /// @param nanos how long a thread waits; negative: without limit, as tasks do
    int await(String name, @Nullable Task<?> task, long nanos) {
        var waiter = new ChannelWaiter(name, task);
        int which = now(waiter);
        if (which != NONE) {
            return which;
        }
        try {
            which = waiter.await(nanos);
        } catch (Throwable e) {
            which = waiter.claimed();
            if (which < 0 || !stands(cases[which], e)) {
                throw Locked.undeclared(e);
            }
        } finally {
            withdraw(which);
        }
        if (which < 0) {
            return NONE;
        }
        cases[which].accept();
        return which;
    }

    /// Whether what has happened stays so although the task was to be stopped. A value that was sent is sent; one that
    /// was received goes to the next receiver.
    private static boolean stands(ChannelCase<?> c, Throwable e) {
        if (c.sends && c.step == Step.DONE && e instanceof CancelledError) {
            Waits.cancelLater();
            return true;
        }
        c.giveBack();
        return false;
    }

    private int now(@Nullable ChannelWaiter waiter) {
        ChannelCore<?>[] channels = channels();
        int held = 0;
        try {
            for (ChannelCore<?> channel : channels) {
                channel.lock();
                held++;
            }
            for (int i = 0; i < cases.length; i++) {
                int n = (start + i) % cases.length;
                if (cases[n].happensNow()) {
                    return n;
                }
            }
            if (waiter != null) {
                for (int n = 0; n < cases.length; n++) {
                    cases[n].enqueue(waiter, n);
                }
            }
            return NONE;
        } finally {
            ChannelWaiter woken = null; // by the one case that happened
            for (int i = 0; i < held; i++) {
                ChannelWaiter w = channels[i].release();
                woken = w == null ? woken : w;
            }
            ChannelCore.wakeAll(woken);
        }
    }

    private ChannelCore<?>[] channels() {
        if (cases.length == 1) {
            return new ChannelCore<?>[] {cases[0].channel};
        }
        return Arrays.stream(cases)
                .map(c -> c.channel)
                .distinct()
                .sorted(Comparator.comparingLong(c -> c.number))
                .toArray(ChannelCore<?>[]::new);
    }

    private void withdraw(int happened) {
        for (int n = 0; n < cases.length; n++) {
            if (n != happened) {
                cases[n].withdraw();
            }
        }
    }
}
