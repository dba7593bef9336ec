package asyncio4j.io.internal.process;

import java.io.IOException;

/// The parent's end of a pipe that a child reads. Any thread.
interface PipeSink {
    /// Who is told how it goes. Called on the pipe's thread.
    interface Giver {
        /// The piece is in the pipe.
        void pushed();

        /// Nobody reads any more, or writing failed. May come at any time, once.
        void broken(IOException cause);
    }

    /// Says who is to be told; before anything else.
    void start(Giver giver);

    /// Puts `piece` into the pipe. One push at a time.
    void push(byte[] piece);

    /// Closes it; a push under way is given up.
    ///
    /// @param closed called once when the descriptor is free
    void close(Runnable closed);
}
