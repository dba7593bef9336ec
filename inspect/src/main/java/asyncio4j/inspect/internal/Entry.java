package asyncio4j.inspect.internal;

import java.io.IOException;
import java.nio.file.Path;

/// Where the agent comes in.
public final class Entry {
    private Entry() {}

    /// Opens the socket of this process in `folder`.
    public static void open(Path folder) throws IOException {
        if (Door.isOff()) {
            throw new IOException("it runs with -Dasyncio4j.inspect=off");
        }
        Door.open(new SocketFolder(folder));
    }
}
