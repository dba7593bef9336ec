package asyncio4j.io.kit;

import static java.nio.charset.StandardCharsets.UTF_8;

import asyncio4j.Asyncio;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketOption;

/** A blocking socket of the JDK on the other side; every call runs on a worker thread while the calling task waits. */
public final class RawPeer implements AutoCloseable {
    private final Socket socket;

    private RawPeer(Socket socket) {
        this.socket = socket;
    }

    /** Connects to a server of this machine. */
    public static RawPeer connect(int port) {
        return Asyncio.toThread(() -> new RawPeer(new Socket("127.0.0.1", port)));
    }

    /** A server socket at a free port. */
    public static ServerSocket listen() throws IOException {
        return new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
    }

    /** Accepts one connection. */
    public static RawPeer accept(ServerSocket server) {
        return Asyncio.toThread(() -> new RawPeer(server.accept()));
    }

    /** Sets an option. */
    public <T> RawPeer with(SocketOption<T> option, T value) throws IOException {
        socket.setOption(option, value);
        return this;
    }

    /** Sends text. */
    public void send(String text) {
        Asyncio.toThread(() -> socket.getOutputStream().write(text.getBytes(UTF_8)));
    }

    /** Reads up to {@code n} bytes; empty at the end. */
    public String read(int n) {
        return Asyncio.toThread(() -> new String(socket.getInputStream().readNBytes(n), UTF_8));
    }

    /** Reads up to the end; how many bytes. */
    public long readAll() {
        return Asyncio.toThread(() -> socket.getInputStream().transferTo(OutputStream.nullOutputStream()));
    }

    /** Hands on what comes to {@code other}, at most so many bytes, and then ends its output. */
    public void copyTo(RawPeer other, long most) {
        Asyncio.toThread(() -> {
            var in = socket.getInputStream();
            var out = other.socket.getOutputStream();
            var some = new byte[1000];
            long left = most;
            for (int n = in.read(some); n > 0 && left > 0; n = in.read(some)) {
                out.write(some, 0, (int) Math.min(n, left));
                left -= n;
            }
            other.socket.shutdownOutput();
        });
    }

    /** Ends the output. */
    public void end() throws IOException {
        socket.shutdownOutput();
    }

    /** Breaks the connection: the other side is sent a reset. */
    public void reset() throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
