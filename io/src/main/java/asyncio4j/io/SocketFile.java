package asyncio4j.io;

import asyncio4j.io.spi.Network;
import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;

/// The file of a unix server: `key` tells it from one that another server has put there since.
record SocketFile(Path path, @Nullable Object key) {
    /// Makes room at `path`: removes the socket of a server that has gone.
    ///
    /// @throws BindException if something else is there
    static void clear(Network network, Path path) throws IOException {
        BasicFileAttributes there = attributes(path);
        if (there == null) {
            return;
        }
        if (!there.isOther()) {
            throw new BindException("cannot listen at " + path + ": there is a file, and it is no socket");
        }
        try {
            network.connect(UnixDomainSocketAddress.of(path), ConnectOptions.defaults())
                    .abort();
        } catch (ConnectException refused) {
            Files.deleteIfExists(path);
            return;
        } catch (IOException e) { // its backlog is full, or it is not for us: a server may live there
            var unknown = new BindException("cannot listen at " + path + ": " + e.getMessage());
            unknown.initCause(e);
            throw unknown;
        }
        throw new BindException("cannot listen at " + path + ": another server does");
    }

    /// The file that was just made.
    static SocketFile at(Path path) {
        BasicFileAttributes made = attributes(path);
        return new SocketFile(path, made == null ? null : made.fileKey());
    }

    private static @Nullable BasicFileAttributes attributes(Path path) {
        try {
            return Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        } catch (IOException e) {
            return null;
        }
    }

    /// Removes it, if it is still there and the same.
    void remove() {
        BasicFileAttributes now = attributes(path);
        if (now != null && key != null && key.equals(now.fileKey())) {
            try {
                Files.deleteIfExists(path);
            } catch (IOException e) { // the next server replaces it
                System.getLogger("asyncio4j").log(System.Logger.Level.DEBUG, "cannot remove " + path, e);
            }
        }
    }
}
