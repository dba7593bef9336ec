package asyncio4j.io;

import asyncio4j.io.internal.work.Held;
import asyncio4j.io.internal.work.LoopEnd;
import asyncio4j.io.internal.work.Workers;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.util.Set;

/// A file that is read and written at positions, without holding the loop; see [AsyncFiles#open].
///
/// Several operations may be under way at once. An operation that is cancelled takes nothing from its buffer
/// and puts nothing into it, and the file stays open; a write that had begun is finished all the same, and what
/// follows waits for that. The descriptor is closed with the last operation, at the latest when `run` ends.
///
/// Threads: the tasks of the loop that opened it.
///
/// @since 0.1
public final class AsyncFile implements AutoCloseable {
    private static final int CHUNK = 128 * 1024; // the JDK keeps a buffer so large for each thread

    private final Path path;
    private final Held<FileChannel> channel;
    private final LoopEnd end;

    private AsyncFile(Path path, Held<FileChannel> channel, LoopEnd end) {
        this.path = path;
        this.channel = channel;
        this.end = end;
    }

    static AsyncFile open(Path path, Set<? extends OpenOption> options) throws IOException {
        LoopEnd end = LoopEnd.here();
        var file = new AsyncFile(path, Held.open(Workers.FILES, () -> FileChannel.open(path, options)), end);
        end.add(file);
        return file;
    }

    /// Reads bytes into `into`, from position `position` of the file on; suspends.
    ///
    /// @return how many, as many as fit if the file has them; -1 at the end of the file
    /// @throws java.nio.channels.ClosedChannelException if it is closed
    /// @throws java.nio.channels.NonReadableChannelException if it was not opened for reading
    /// @throws IllegalArgumentException if `position` is negative or `into` is read-only
    public int read(ByteBuffer into, long position) throws IOException {
        if (into.isReadOnly()) {
            throw new IllegalArgumentException("Read-only buffer");
        }
        int room = into.remaining();
        ByteBuffer bytes = channel.use(c -> read(c, room, notNegative(position)));
        if (bytes.hasRemaining()) {
            into.put(bytes); // only now: a cancelled read must not write into the caller's buffer later
            return bytes.limit();
        }
        return room == 0 ? 0 : -1;
    }

    private static ByteBuffer read(FileChannel c, int room, long position) throws IOException {
        byte[] bytes = new byte[(int) Math.min(room, Math.max(c.size() - position, 512))]; // special files tell no size
        int n = 0;
        while (n < bytes.length) {
            int more = c.read(ByteBuffer.wrap(bytes, n, Math.min(CHUNK, bytes.length - n)), position + n);
            if (more <= 0) {
                break;
            }
            n += more;
        }
        return ByteBuffer.wrap(bytes, 0, n);
    }

    /// Writes what `from` has left, from position `position` of the file on; suspends until all of it is
    /// written.
    ///
    /// @return how many bytes
    /// @throws java.nio.channels.ClosedChannelException if it is closed
    /// @throws java.nio.channels.NonWritableChannelException if it was not opened for writing
    /// @throws IllegalArgumentException if `position` is negative
    public int write(ByteBuffer from, long position) throws IOException {
        int start = from.position();
        byte[] bytes = new byte[from.remaining()]; // a copy: the caller's buffer is its own again after a cancellation
        from.duplicate().get(bytes);
        channel.change(c -> {
            write(c, bytes, notNegative(position));
            return bytes;
        });
        from.position(start + bytes.length);
        return bytes.length;
    }

    private static void write(FileChannel c, byte[] bytes, long position) throws IOException {
        int n = 0;
        while (n < bytes.length) {
            n += c.write(ByteBuffer.wrap(bytes, n, Math.min(CHUNK, bytes.length - n)), position + n);
        }
    }

    private static long notNegative(long position) {
        if (position < 0) {
            throw new IllegalArgumentException("Negative position: " + position);
        }
        return position;
    }

    /// The length of the file in bytes; suspends.
    ///
    /// @throws java.nio.channels.ClosedChannelException if it is closed
    public long size() throws IOException {
        return channel.use(FileChannel::size);
    }

    /// Makes sure that everything written is on the disk; suspends.
    ///
    /// @throws java.nio.channels.ClosedChannelException if it is closed
    public void force() throws IOException {
        channel.change(c -> {
            c.force(true);
            return c;
        });
    }

    /// Closes the file, when the operations under way have ended; closing twice does nothing more.
    ///
    /// @throws java.io.UncheckedIOException if that failed
    @Override
    public void close() {
        end.remove(this);
        channel.close();
    }

    @Override
    public String toString() {
        return "AsyncFile[" + path + (channel.closed() ? ", closed]" : "]");
    }
}
