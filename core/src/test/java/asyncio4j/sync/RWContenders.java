package asyncio4j.sync;

import static asyncio4j.Asyncio.getRunningLoop;
import static org.assertj.core.api.Assertions.assertThat;

import asyncio4j.AsyncFuture;
import java.util.ArrayList;
import java.util.List;

/** Tasks that wait for a read-write lock, to write or to read. A grant: the first that holds it releases it. */
final class RWContenders extends Contenders {
    private static final int STARTER = -1;

    private final String kinds;
    private final AsyncRWLock lock = new AsyncRWLock();
    private final List<AsyncFuture<Void>> leave = new ArrayList<>();

    // the model
    private final List<Integer> holders = new ArrayList<>();
    private final List<Integer> leaving = new ArrayList<>();
    private boolean written;
    private int readsDue;
    private boolean writeDue;

    /** @param kinds who wants to write (w) and who to read (r) */
    RWContenders(String kinds, boolean starterWrites) {
        this.kinds = kinds;
        for (int i = 0; i < kinds.length(); i++) {
            leave.add(getRunningLoop().createFuture());
        }
        if (starterWrites) {
            lock.acquireWrite();
        } else {
            lock.acquireRead();
        }
        written = starterWrites;
        holders.add(STARTER);
    }

    private boolean writes(int i) {
        return kinds.charAt(i) == 'w';
    }

    @Override
    Object await(int i) {
        if (writes(i)) {
            lock.acquireWrite();
        } else {
            lock.acquireRead();
        }
        return "the lock";
    }

    @Override
    void after(int i) {
        try {
            leave.get(i).await();
        } finally {
            if (writes(i)) {
                lock.releaseWrite();
            } else {
                lock.releaseRead();
            }
        }
    }

    @Override
    void grant() {
        for (int holder : holders) {
            if (holder == STARTER) {
                if (written) {
                    lock.releaseWrite();
                } else {
                    lock.releaseRead();
                }
                released(STARTER);
                return;
            }
            if (!leaving.contains(holder)) {
                leaving.add(holder);
                leave.get(holder).setResult(null);
                later(() -> released(holder));
                return;
            }
        }
    }

    private void released(int holder) {
        holders.remove((Integer) holder);
        written = false;
        letGoOn();
    }

    private void letGoOn() {
        for (int i = firstWaiting(); i >= 0 && !written && !writeDue; i = firstWaiting()) {
            if (!writes(i)) {
                readsDue++;
            } else if (holders.isEmpty() && readsDue == 0) {
                writeDue = true;
            } else {
                return;
            }
            grantFirst();
        }
    }

    @Override
    void close() {} // a lock has no end

    private void notDue(int i) {
        if (writes(i)) {
            writeDue = false;
        } else {
            readsDue--;
        }
    }

    @Override
    Object took(int i) {
        notDue(i);
        written = writes(i);
        holders.add(i);
        return "the lock";
    }

    @Override
    void gaveUp(int i, boolean granted) {
        if (granted) {
            notDue(i);
        }
        letGoOn();
    }

    @Override
    void passedOn(int i) {}

    @Override
    void check() {
        assertThat(lock.writing()).isEqualTo(written);
        assertThat(lock.reading()).isEqualTo(written ? 0 : holders.size());
        while (!holders.isEmpty() && waiting() == 0) {
            grant();
            turn();
        }
        if (holders.isEmpty()) {
            assertThat(waiting()).isZero();
            assertThat(lock.locked()).isFalse();
            lock.acquireWrite();
            lock.releaseWrite();
        }
    }
}
