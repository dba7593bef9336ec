package asyncio4j.internal.task;

import java.io.InterruptedIOException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.channels.ClosedByInterruptException;
import org.jspecify.annotations.Nullable;

/// Interrupts, as the JDK turns them into exceptions.
final class Interrupts {
    private static final int DEPTH = 16; // of cause chains looked at

    private Interrupts() {}

    /// Whether `e`, or a cause of it, is what the JDK throws when a blocked thread is interrupted.
    static boolean caused(Throwable e) {
        Throwable t = e;
        for (int i = 0; t != null && i < DEPTH; i++) {
            if (isOne(t)) {
                return true;
            }
            t = t.getCause();
        }
        return false;
    }

    private static boolean isOne(@Nullable Throwable t) {
        return t instanceof InterruptedException
                || t instanceof ClosedByInterruptException
                || t instanceof InterruptedIOException && !(t instanceof SocketTimeoutException)
                || t instanceof SocketException && "Closed by interrupt".equals(t.getMessage());
    }
}
