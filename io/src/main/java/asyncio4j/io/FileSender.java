package asyncio4j.io;

import asyncio4j.Asyncio;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/// Reads a part of a file piece by piece on worker threads, while the task that sends it waits.
final class FileSender {
    private static final int PIECE = 256 * 1024;

    interface Sink {
        void put(ByteBuffer piece) throws IOException;
    }

    private final Path file;
    private long position;
    private long left;
    private boolean begun; // something was handed to the sink
    private volatile @Nullable FileChannel channel; // written by a worker

    FileSender(Path file, long offset, long count) {
        this.file = file;
        position = offset;
        left = count;
    }

    boolean begun() {
        return begun;
    }

    /// How many bytes there were.
    long sendTo(Sink sink) throws IOException {
        ByteBuffer piece = ByteBuffer.allocate((int) Math.min(PIECE, left));
        long total = 0;
        try {
            while (left > 0) {
                piece.clear().limit((int) Math.min(PIECE, left));
                int n = call(() -> read(piece));
                if (n <= 0) {
                    break;
                }
                begun = true;
                position += n;
                left -= n;
                total += n;
                sink.put(piece.flip());
            }
            if (total == 0) {
                call(() -> read(ByteBuffer.allocate(0))); // that a file is missing shows also for 0 bytes
            }
            return total;
        } finally {
            FileChannel open = channel;
            if (open != null) {
                open.close();
            }
        }
    }

    private int read(ByteBuffer into) throws IOException {
        FileChannel open = channel;
        if (open == null) {
            open = FileChannel.open(file, StandardOpenOption.READ);
            channel = open;
        }
        return open.read(into, position);
    }

    private static int call(IntCall job) throws IOException {
        Asyncio.mayThrow(IOException.class);
        return Asyncio.toThread(job::call);
    }

    private interface IntCall {
        int call() throws IOException;
    }
}
