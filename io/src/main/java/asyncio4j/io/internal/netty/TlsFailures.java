package asyncio4j.io.internal.netty;

import io.netty.handler.ssl.SslHandshakeTimeoutException;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.time.Duration;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import org.jspecify.annotations.Nullable;

/// What TLS says when it fails, in words that name the check.
final class TlsFailures {
    private TlsFailures() {}

    static SSLException truncated() {
        return new SSLException("the connection ended without TLS close_notify: what was read may be cut short");
    }

    static IOException handshake(Throwable cause, Duration timeout) {
        SSLException mapped;
        if (cause instanceof SslHandshakeTimeoutException) {
            mapped = new SSLHandshakeException(
                    "handshakeTimeout: the TLS handshake was not done within " + timeout.toMillis() + " ms");
        } else if (cause instanceof ClosedChannelException) {
            mapped = new SSLHandshakeException("Connection reset: the connection ended during the TLS handshake");
        } else {
            mapped = new SSLHandshakeException("the TLS handshake failed: " + reason(cause));
        }
        mapped.initCause(cause);
        return mapped;
    }

    private static String reason(Throwable cause) {
        if (find(cause, CertificateExpiredException.class) instanceof Throwable t) {
            return "the certificate has expired (" + t.getMessage() + ")";
        } else if (find(cause, CertificateNotYetValidException.class) instanceof Throwable t) {
            return "the certificate is not valid yet (" + t.getMessage() + ")";
        } else if (find(cause, CertPathBuilderException.class) instanceof Throwable t) {
            return "the certificate is not signed by a trusted authority (" + t.getMessage() + ")";
        } else if (find(cause, CertificateException.class) instanceof Throwable t) {
            return "the certificate is not accepted: " + t.getMessage();
        }
        String message = cause.getMessage();
        return message == null ? cause.toString() : message;
    }

    private static @Nullable Throwable find(Throwable failure, Class<? extends Throwable> type) {
        for (Throwable t = failure; t != null; t = t.getCause()) {
            if (type.isInstance(t)) {
                return t;
            }
        }
        return null;
    }
}
