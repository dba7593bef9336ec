package asyncio4j.io;

import asyncio4j.EventLoop;
import asyncio4j.IncompleteReadException;
import asyncio4j.LimitOverrunException;
import asyncio4j.Task;
import asyncio4j.io.spi.Link;
import asyncio4j.spi.LoopParts;
import asyncio4j.spi.WaitTarget;
import asyncio4j.spi.Waits;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The reading side of a link. Every read waits until the bin holds what it wants and takes it then, so a read
/// that is cancelled takes nothing.
///
/// States: open, then ended (`eof`) or broken (`failure`): what is in the bin can still be read. Loop only.
final class StreamReaderImpl implements StreamReader, WaitTarget {
    private static final byte[] NEWLINE = {'\n'};

    private final EventLoop loop;
    private final Link link;
    private final int limit;
    private final ByteBin bin;
    private @Nullable Task<?> waiter;
    private boolean paused;
    private boolean eof;
    private boolean skipping; // the rest of a line that was too long
    private @Nullable IOException failure;

    StreamReaderImpl(EventLoop loop, Link link, int limit) {
        this.loop = loop;
        this.link = link;
        this.limit = limit;
        bin = new ByteBin(ArrayPool.of(loop));
    }

    // ---- what the link brings ----

    void received(ByteBuffer bytes) {
        if (eof) {
            return; // this side has closed
        }
        bin.add(bytes);
        if (!paused && bin.size() > 2L * limit) {
            paused = true;
            link.pauseReading();
        }
        wake();
    }

    void end() {
        eof = true;
        wake();
    }

    void fail(IOException cause) {
        if (!eof && failure == null) {
            failure = cause;
        }
        wake();
    }

    /// Everything that came and was not read.
    byte[] takeAll() {
        return take(bin.size());
    }

    private void wake() {
        if (waiter != null) {
            Waits.unpark(waiter);
        }
    }

    // ---- reading ----

    @Override
    public byte[] read(int n) throws IOException {
        if (n < -1) {
            throw new IllegalArgumentException("read(" + n + "): a number of bytes, or -1 for all");
        }
        enter();
        if (n < 0) {
            while (!eof) {
                await("read");
            }
            return take(bin.size());
        }
        if (n > 0) {
            awaitSome();
        }
        return take(Math.min(n, bin.size()));
    }

    @Override
    public int read(ByteBuffer into) throws IOException {
        Objects.requireNonNull(into, "into");
        enter();
        if (!into.hasRemaining()) {
            return 0;
        }
        awaitSome();
        if (bin.size() == 0) {
            return -1;
        }
        int n = bin.take(into);
        mayResume();
        return n;
    }

    private void awaitSome() throws IOException {
        while (bin.size() == 0 && !eof) {
            await("read");
        }
    }

    @Override
    public byte[] readExactly(int n) throws IOException {
        if (n < 0) {
            throw new IllegalArgumentException("readExactly size can not be less than zero");
        }
        enter();
        while (bin.size() < n) {
            if (eof) {
                throw new IncompleteReadException(take(bin.size()), n);
            }
            await("readExactly");
        }
        return take(n);
    }

    @Override
    public @Nullable String readLine() throws IOException {
        return readLine(StandardCharsets.UTF_8);
    }

    @Override
    public @Nullable String readLine(Charset charset) throws IOException {
        Objects.requireNonNull(charset, "charset");
        checkHere();
        int end = 0;
        while (true) {
            int found = bin.indexOf(NEWLINE, end);
            if (found >= 0 && skipping) {
                skipping = false;
                drop(found + 1);
                end = 0;
            } else if (found > limit) {
                drop(found + 1);
                throw new LimitOverrunException(FOUND, found);
            } else if (found >= 0) {
                return line(take(found + 1), charset);
            } else if (skipping) {
                drop(bin.size());
                if (eof) {
                    return null;
                }
                await("readLine");
            } else if (bin.size() > limit) {
                int dropped = bin.size();
                drop(dropped);
                skipping = true;
                throw new LimitOverrunException(NOT_FOUND, dropped);
            } else if (eof) {
                return bin.size() == 0 ? null : line(take(bin.size()), charset);
            } else {
                end = bin.size();
                await("readLine");
            }
        }
    }

    private static String line(byte[] bytes, Charset charset) {
        int n = bytes.length;
        if (n > 0 && bytes[n - 1] == '\n') {
            n--;
            if (n > 0 && bytes[n - 1] == '\r') {
                n--;
            }
        }
        return new String(bytes, 0, n, charset);
    }

    private static final String FOUND = "Separator is found, but chunk is longer than limit";
    private static final String NOT_FOUND = "Separator is not found, and chunk exceed the limit";

    @Override
    public byte[] readUntil(byte[] separator) throws IOException {
        if (separator.length == 0) {
            throw new IllegalArgumentException("Separator should be at least one-byte string");
        }
        enter();
        int start = 0;
        while (true) {
            int found = bin.indexOf(separator, start);
            if (found > limit) {
                throw new LimitOverrunException(FOUND, found);
            } else if (found >= 0) {
                return take(found + separator.length);
            }
            start = Math.max(0, bin.size() + 1 - separator.length);
            if (start > limit) {
                throw new LimitOverrunException(NOT_FOUND, start);
            } else if (eof) {
                throw new IncompleteReadException(take(bin.size()), -1);
            }
            await("readUntil");
        }
    }

    @Override
    public boolean atEof() {
        return eof && bin.size() == 0;
    }

    // ---- waiting ----

    private void checkHere() {
        LoopParts.checkAccess(loop);
    }

    private void enter() {
        checkHere();
        skipping = false;
    }

    /// Suspends the calling task until something changes.
    private void await(String method) throws IOException {
        if (failure != null) {
            throw failure;
        }
        if (waiter != null) {
            throw new IllegalStateException(
                    method + "() called while another coroutine is already waiting for incoming data");
        }
        if (paused) {
            paused = false;
            link.resumeReading();
        }
        Task<?> me = Waits.currentTask();
        waiter = me;
        try {
            Waits.park(this);
        } finally {
            waiter = null;
        }
    }

    private byte[] take(int n) {
        byte[] bytes = bin.take(n);
        mayResume();
        return bytes;
    }

    private void drop(int n) {
        bin.drop(n);
        mayResume();
    }

    private void mayResume() {
        if (paused && bin.size() <= limit) {
            paused = false;
            link.resumeReading();
        }
    }

    @Override
    public String name() {
        return "StreamReader.read";
    }

    @Override
    public Collection<? extends Task<?>> waiters() {
        Task<?> w = waiter;
        return w == null ? List.of() : List.of(w);
    }

    @Override
    public String toString() {
        String end = failure != null ? ", " + failure : eof ? ", ended" : "";
        return "StreamReader[" + bin.size() + " bytes" + end + "]";
    }
}
