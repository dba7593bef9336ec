package asyncio4j.io;

import asyncio4j.io.internal.work.Workers;
import asyncio4j.io.spi.Link;

/// Tells a protocol to pause writing above one mark of unsent bytes, and to go on at the other. Loop only.
final class WriteMarks {
    private final Link link;
    private final Runnable schedule;
    private final Runnable pause;
    private final Runnable resume;
    private int high;
    private int low;
    private boolean due; // a task has written too much
    private boolean paused;

    /// @param schedule has [#tell] called in a callback, soon
    /// @param pause called outside tasks, in turn with `resume`
    WriteMarks(Link link, StreamSettings settings, Runnable schedule, Runnable pause, Runnable resume) {
        this.link = link;
        this.schedule = schedule;
        this.pause = pause;
        this.resume = resume;
        high = settings.highWater();
        low = settings.lowWater();
    }

    void set(int highest, int lowest) {
        if (highest < lowest || lowest < 0) {
            throw new IllegalArgumentException("high (" + highest + ") must be >= low (" + lowest + ") must be >= 0");
        }
        high = highest;
        low = lowest;
    }

    /// More is unsent, or the marks are others.
    void check() {
        if (paused) {
            checkLow();
        } else if (!due && link.unsent() > high) {
            if (Workers.inTask()) {
                due = true;
                schedule.run();
            } else {
                pause();
            }
        }
    }

    /// Less is unsent.
    void checkLow() {
        if (paused && link.unsent() <= low) {
            schedule.run();
        }
    }

    /// Tells what is due. In a callback.
    void tell() {
        if (due) {
            due = false;
            pause();
        }
        if (paused && link.unsent() <= low) {
            paused = false;
            resume.run();
        }
    }

    private void pause() {
        if (!paused) {
            paused = true;
            pause.run();
        }
    }
}
