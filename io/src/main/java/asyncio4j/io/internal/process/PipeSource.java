package asyncio4j.io.internal.process;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// The parent's end of a pipe that a child writes. Any thread.
interface PipeSource {
    /// Who gets what was fetched. Called on the pipe's thread.
    interface Taker {
        /// Bytes came.
        void piece(byte[] bytes);

        /// No more will come; `cause` is null at the end of the pipe.
        void end(@Nullable IOException cause);
    }

    /// Hands one piece, or the end, to `taker` as soon as it is there. One fetch at a time.
    void fetch(Taker taker);

    /// Closes it; a fetch under way may never be answered.
    ///
    /// @param closed called once when the descriptor is free
    void close(Runnable closed);
}
