package asyncio4j.inspect.internal;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/// The folder with the sockets of this user's programs, one per process, that nobody else can enter.
record SocketFolder(Path path) {
    private static final int LONGEST = 50; // the address of a socket has some 100 bytes
    private static final Set<PosixFilePermission> FOLDER = PosixFilePermissions.fromString("rwx------");
    private static final Set<PosixFilePermission> SOCKET = PosixFilePermissions.fromString("rw-------");

    /// Where both sides look: in `$XDG_RUNTIME_DIR`, or the folder for temporary files.
    static SocketFolder usual() {
        String runtime = System.getenv("XDG_RUNTIME_DIR");
        boolean usable = runtime != null && !runtime.isEmpty() && runtime.length() <= LONGEST;
        String parent = usable ? runtime : System.getProperty("java.io.tmpdir");
        return new SocketFolder(Path.of(parent, "asyncio4j-" + System.getProperty("user.name")));
    }

    /// The socket of process `pid`.
    Path socket(long pid) {
        return path.resolve(pid + ".sock");
    }

    /// Binds the socket of this process, and removes those of processes that are no more.
    ///
    /// @throws IOException if the folder cannot be made, or is not only ours
    ServerSocketChannel bind() throws IOException {
        var folder = made();
        removeStale();
        Path own = socket(ProcessHandle.current().pid());
        Files.deleteIfExists(own); // of an earlier process with this number
        var server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            server.bind(UnixDomainSocketAddress.of(own));
            Files.setPosixFilePermissions(own, SOCKET);
            if (!Files.getOwner(own).equals(folder.owner())) { // we are root, and may enter
                Files.delete(own);
                throw new IOException(path + " belongs to " + folder.owner().getName() + ": remove it");
            }
            return server;
        } catch (IOException | RuntimeException e) {
            server.close();
            throw e;
        }
    }

    private PosixFileAttributes made() throws IOException {
        try {
            Files.createDirectory(path, PosixFilePermissions.asFileAttribute(FOLDER));
        } catch (FileAlreadyExistsException e) {
            // most often; what it is, is looked at below
        } catch (UnsupportedOperationException e) {
            throw new IOException("no file permissions here, so nothing to keep others out", e);
        }
        var found = Files.readAttributes(path, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        if (!found.isDirectory() || !found.permissions().equals(FOLDER)) {
            throw new IOException(path + " is no folder, or others may enter it: remove it");
        }
        return found;
    }

    private void removeStale() throws IOException {
        try (DirectoryStream<Path> sockets = Files.newDirectoryStream(path, "*.sock")) {
            for (Path socket : sockets) {
                String name = socket.getFileName().toString();
                long pid = pid(name.substring(0, name.length() - ".sock".length()));
                if (pid > 0 && ProcessHandle.of(pid).isEmpty() && !answers(socket)) {
                    Files.deleteIfExists(socket);
                }
            }
        }
    }

    private static long pid(String name) {
        try {
            return Long.parseLong(name);
        } catch (NumberFormatException e) {
            return -1;
        }
    }

    /// Whether somebody listens: processes of another container may share the folder and not be seen.
    private static boolean answers(Path socket) {
        try (var _ = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
