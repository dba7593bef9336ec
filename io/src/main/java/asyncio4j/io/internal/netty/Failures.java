package asyncio4j.io.internal.netty;

import io.netty.channel.socket.ChannelOutputShutdownException;
import io.netty.channel.unix.Errors;
import io.netty.handler.codec.DecoderException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.PortUnreachableException;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.channels.ClosedChannelException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Netty's and the kernel's failures as the exceptions that java.net has for them.
final class Failures {
    private Failures() {}

    static IOException connect(Throwable cause, SocketAddress remote) {
        String reason = reason(cause);
        String text = "cannot connect to " + remote + ": " + reason;
        IOException mapped = switch (kind(cause, reason)) {
            case NO_ROUTE -> new NoRouteToHostException(text);
            case TIMED_OUT -> new SocketTimeoutException(text);
            case BIND -> new BindException(text);
            case REFUSED -> new ConnectException(text);
            case OTHER -> new SocketException(text);
        };
        mapped.initCause(cause);
        return mapped;
    }

    static IOException bind(Throwable cause, SocketAddress address) {
        return bind("cannot listen on " + address, cause);
    }

    static IOException bindDatagrams(Throwable cause, @Nullable SocketAddress address) {
        return bind("cannot bind " + (address == null ? "any port" : address), cause);
    }

    private static IOException bind(String text, Throwable cause) {
        var mapped = new BindException(text + ": " + reason(cause));
        mapped.initCause(cause);
        return mapped;
    }

    /// What became of one datagram, sent or received.
    static IOException datagram(Throwable failure) {
        String reason = reason(failure);
        if (failure instanceof ClosedChannelException closed) {
            return closed;
        } else if (failure instanceof PortUnreachableException || reason.contains("refused")) {
            var refused = new PortUnreachableException("nobody receives at the other side's port");
            refused.initCause(failure);
            return refused;
        }
        return broken(failure);
    }

    /// The failure of a connection that was open.
    static IOException broken(Throwable failure) {
        Throwable cause = origin(failure);
        if (cause instanceof IOException io && !(cause instanceof Errors.NativeIoException) && !isPlain(io)) {
            return io;
        }
        String reason = reason(cause);
        String text = reason.substring(0, 1).toUpperCase(Locale.ROOT) + reason.substring(1);
        var mapped = new SocketException(text);
        mapped.initCause(failure);
        return mapped;
    }

    /// What happened: after a failed write Netty shuts the output down and names that instead, and it wraps what
    /// TLS says.
    private static Throwable origin(Throwable failure) {
        Throwable cause = failure.getCause();
        boolean wraps = failure instanceof ChannelOutputShutdownException || failure instanceof DecoderException;
        return wraps && cause != null ? cause : failure;
    }

    private static boolean isPlain(IOException e) {
        return e.getClass() == IOException.class;
    }

    private enum Kind {
        NO_ROUTE,
        TIMED_OUT,
        BIND,
        REFUSED,
        OTHER
    }

    private static Kind kind(Throwable cause, String reason) {
        String lower = reason.toLowerCase(Locale.ROOT);
        if (cause instanceof NoRouteToHostException || lower.contains("unreachable") || lower.contains("no route")) {
            return Kind.NO_ROUTE;
        } else if (lower.contains("timed out")) {
            return Kind.TIMED_OUT;
        } else if (cause instanceof BindException || lower.contains("assign") || lower.contains("in use")) {
            return Kind.BIND;
        } else if (lower.contains("refused") || lower.contains("no such file")) {
            return Kind.REFUSED;
        }
        return Kind.OTHER;
    }

    /// What the kernel said: Netty's messages are `call(..) failed with error(-104): Connection reset by peer`.
    private static String reason(Throwable cause) {
        String message = rootMessage(cause);
        int mark = message.lastIndexOf("failed");
        int colon = mark < 0 ? -1 : message.indexOf(": ", mark);
        String tail = colon < 0 ? message : message.substring(colon + 2);
        int address = tail.indexOf(": /"); // "Connection refused: /127.0.0.1:9"
        return address < 0 ? tail : tail.substring(0, address);
    }

    private static String rootMessage(Throwable cause) {
        String message = cause.getMessage();
        if (cause instanceof FileNotFoundException) { // without a message: of a unix socket
            return "No such file or directory";
        }
        return message == null || message.isEmpty() ? cause.toString() : message;
    }
}
