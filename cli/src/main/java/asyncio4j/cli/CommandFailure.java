package asyncio4j.cli;

import java.io.Serial;

/// What went wrong, in one sentence for the user.
final class CommandFailure extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1;

    CommandFailure(String sentence) {
        super(sentence);
    }
}
