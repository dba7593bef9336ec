package asyncio4j.io;

/// A connection of a server, as the server sees it. Loop only.
interface Client {
    /// Sends what is unsent, and closes.
    void startClose();

    /// Closes at once.
    void abort();
}
