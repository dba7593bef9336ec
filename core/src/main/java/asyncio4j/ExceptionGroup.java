package asyncio4j;

import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Several failures at once, as [TaskGroup] throws them.
///
/// Members may be groups themselves. The cause is the first member, and the printed stack trace shows every member.
///
/// ```java
/// try {
///     taskGroup(tg -> { ... });
/// } catch (ExceptionGroup group) {
///     var io = group.subgroup(e -> e instanceof IOException);
/// }
/// ```
///
/// @since 0.1
public final class ExceptionGroup extends RuntimeException {
    private final List<Throwable> exceptions;

    /// @param message what failed
    /// @param exceptions the failures
    /// @throws IllegalArgumentException if the list is empty
    public ExceptionGroup(String message, List<? extends Throwable> exceptions) {
        super(message, first(exceptions));
        this.exceptions = List.copyOf(exceptions);
    }

    private static Throwable first(List<? extends Throwable> exceptions) {
        if (exceptions.isEmpty()) {
            throw new IllegalArgumentException("an ExceptionGroup needs at least one exception");
        }
        return exceptions.getFirst();
    }

    /// The members, in order.
    public List<Throwable> exceptions() {
        return exceptions;
    }

    /// The two halves of a group; leaves keep their nesting, an empty half is null.
    public record Split(
            @Nullable ExceptionGroup matching, @Nullable ExceptionGroup rest) {}

    /// Splits by `matches`; a nested group that matches as a whole is not looked into.
    public Split split(Predicate<? super Throwable> matches) {
        if (matches.test(this)) {
            return new Split(this, null);
        }
        var yes = new ArrayList<Throwable>();
        var no = new ArrayList<Throwable>();
        for (Throwable e : exceptions) {
            if (e instanceof ExceptionGroup nested) {
                Split s = nested.split(matches);
                if (s.matching != null) {
                    yes.add(s.matching);
                }
                if (s.rest != null) {
                    no.add(s.rest);
                }
            } else {
                (matches.test(e) ? yes : no).add(e);
            }
        }
        return new Split(yes.isEmpty() ? null : derive(yes), no.isEmpty() ? null : derive(no));
    }

    /// The members that match, nesting kept; null when there are none.
    public @Nullable ExceptionGroup subgroup(Predicate<? super Throwable> matches) {
        return split(matches).matching;
    }

    /// A group with the same message, stack trace and suppressed exceptions, and other members.
    ///
    /// @throws IllegalArgumentException if the list is empty
    public ExceptionGroup derive(List<? extends Throwable> members) {
        var group = new ExceptionGroup(String.valueOf(getMessage()), members);
        group.setStackTrace(getStackTrace());
        for (Throwable s : getSuppressed()) {
            group.addSuppressed(s);
        }
        return group;
    }

    /// The message with the number of members.
    @Override
    public String toString() {
        int n = exceptions.size();
        return super.toString() + " (" + n + (n == 1 ? " sub-exception)" : " sub-exceptions)");
    }

    @Override
    public void printStackTrace(PrintStream s) {
        synchronized (s) {
            s.print(trace());
        }
    }

    @Override
    public void printStackTrace(PrintWriter s) {
        s.print(trace());
    }

    private String trace() {
        var out = new StringBuilder().append(this).append(System.lineSeparator());
        for (StackTraceElement frame : getStackTrace()) {
            out.append("\tat ").append(frame).append(System.lineSeparator());
        }
        int i = 0;
        for (Throwable e : exceptions) {
            out.append("  +- ")
                    .append(++i)
                    .append(" of ")
                    .append(exceptions.size())
                    .append(": ");
            var text = new StringWriter();
            e.printStackTrace(new PrintWriter(text, true));
            out.append(text.toString().stripTrailing().replaceAll("\\R", System.lineSeparator() + "  |  "));
            out.append(System.lineSeparator());
        }
        return out.toString();
    }
}
