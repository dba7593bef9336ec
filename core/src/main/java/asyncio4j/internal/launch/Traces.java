package asyncio4j.internal.launch;

import asyncio4j.ExceptionGroup;
import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Takes the launcher's frames off the bottom of stack traces: a program's trace ends with its own `main`.
final class Traces {
    private static final String LAUNCHER = Traces.class.getPackageName() + '.';

    private Traces() {}

    static void trim(Throwable failure) {
        trim(failure, Collections.newSetFromMap(new IdentityHashMap<>()));
    }

    private static void trim(@Nullable Throwable failure, Set<Throwable> seen) {
        if (failure == null || !seen.add(failure)) {
            return;
        }
        var trace = failure.getStackTrace();
        var end = trace.length;
        while (end > 0 && trace[end - 1].getClassName().startsWith(LAUNCHER)) {
            end--;
        }
        if (end > 0 && end < trace.length) {
            failure.setStackTrace(Arrays.copyOf(trace, end));
        }
        trim(failure.getCause(), seen);
        if (failure instanceof ExceptionGroup group) {
            group.exceptions().forEach(member -> trim(member, seen));
        }
        for (var suppressed : failure.getSuppressed()) {
            trim(suppressed, seen);
        }
    }
}
