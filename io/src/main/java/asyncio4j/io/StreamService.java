package asyncio4j.io;

import asyncio4j.CancelledError;
import asyncio4j.Context;
import asyncio4j.ErrorContext;
import asyncio4j.EventLoop;
import asyncio4j.Task;
import asyncio4j.io.spi.Link;
import asyncio4j.spi.Waits;
import java.io.IOException;
import java.util.function.Consumer;
import javax.net.ssl.SSLEngine;

/// Serves each connection in a task, with a handler.
record StreamService(EventLoop loop, ConnectionHandler handler, ServeOptions options, Context context)
        implements Service {
    @Override
    public Client open(Link link, Consumer<? super Client> gone) throws IOException {
        TlsOptions tls = options.tls();
        SSLEngine engine = tls == null ? null : tls.newEngine(null, -1);
        var entry = new ByteStream[1];
        var stream = new ByteStream(loop, link, options.stream(), () -> gone.accept(entry[0]));
        entry[0] = stream;
        if (engine != null) {
            stream.beginTls(engine);
        }
        context.run(() -> {
            loop.createTask(() -> serve(stream));
        });
        return stream;
    }

    private void serve(ByteStream stream) {
        try {
            if (options.tls() == null || isSecured(stream)) {
                handler.handle(stream.reader(), stream.writer());
            }
        } catch (CancelledError e) {
            throw e;
        } catch (VirtualMachineError e) {
            if (!(e instanceof StackOverflowError)) {
                throw e;
            }
            report(e);
        } catch (Throwable e) {
            report(e);
        } finally {
            stream.startClose();
        }
    }

    /// Whether the handshake, if there is one, went well. A failure is the client's matter.
    private static boolean isSecured(ByteStream stream) {
        try {
            stream.awaitTls();
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private void report(Throwable failure) {
        Task<?> task = Waits.currentTask();
        loop.callExceptionHandler(new ErrorContext("Unhandled exception in connection handler", failure, task, null));
    }
}
