package asyncio4j.iter;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Small helpers of the generators.
final class Items {
    private static final int LONGEST = 1024; // frames

    private Items() {}

    /// `kept` as the value it is; `mask` stands for null.
    @SuppressWarnings({"unchecked", "NullAway"})
    static <T extends @Nullable Object> T unmask(@Nullable Object kept, Object mask) {
        return kept == mask ? null : (T) kept;
    }

    static int positive(String what, int n) {
        if (n < 1) {
            throw new IllegalArgumentException(what + "(" + n + "): must be at least 1");
        }
        return n;
    }

    /// `first`, which keeps `later` as a suppressed one; `later` if there is none.
    static Throwable first(@Nullable Throwable first, Throwable later) {
        if (first != null && first != later) {
            first.addSuppressed(later);
        }
        return first == null ? later : first;
    }

    /// Adds the caller's frames below those of the producer, as if both were one stack.
    static Throwable withCaller(Throwable e) {
        StackTraceElement[] own = e.getStackTrace();
        if (own.length > 0 && own.length < LONGEST) { // an exception thrown again and again would grow for ever
            StackTraceElement[] here = Thread.currentThread().getStackTrace();
            var both = Arrays.copyOf(own, own.length + here.length - 2);
            System.arraycopy(here, 2, both, own.length, here.length - 2);
            e.setStackTrace(both);
        }
        return e;
    }
}
