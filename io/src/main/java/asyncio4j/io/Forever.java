package asyncio4j.io;

import asyncio4j.CancelledError;

/// The tasks in [Server#serveForever]. Loop only.
final class Forever {
    private final Waiters waiters = new Waiters("Server.serveForever");

    /// Waits until `server` is closed, and closes it if the calling task is cancelled.
    ///
    /// @throws IllegalStateException if it is closed already
    void serve(Server server) {
        if (!server.isServing()) {
            throw new IllegalStateException("the server is closed");
        }
        try {
            while (server.isServing()) {
                waiters.await();
            }
        } catch (CancelledError e) {
            server.close();
            throw e;
        }
        throw new CancelledError("the server was closed"); // as asyncio
    }

    /// The server is closed.
    void wakeAll() {
        waiters.wakeAll();
    }
}
