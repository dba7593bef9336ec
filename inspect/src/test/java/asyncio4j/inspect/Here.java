package asyncio4j.inspect;

/** Lines of the test's own source. */
final class Here {
    private Here() {}

    /** {@code File.java:N} of the line of the caller, and {@code offset} lines further. */
    static String line(int offset) {
        StackTraceElement caller = StackWalker.getInstance()
                .walk(frames -> frames.skip(1).findFirst().orElseThrow())
                .toStackTraceElement();
        return caller.getFileName() + ":" + (caller.getLineNumber() + offset);
    }
}
