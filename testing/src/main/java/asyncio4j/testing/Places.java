package asyncio4j.testing;

/// Where in the user's code something happens.
final class Places {
    private static final StackWalker WALKER = StackWalker.getInstance();

    private Places() {}

    /// ` at App.java:42` for the innermost frame of the user's above the caller; nothing without one.
    static String here() {
        return WALKER.walk(frames -> frames.filter(f -> isUser(f.getClassName()))
                .findFirst()
                .map(f -> " at " + f.getFileName() + ":" + f.getLineNumber())
                .orElse(""));
    }

    /// ` in Thread.sleep at App.java:42` for a stack that blocks, innermost first.
    static String blocking(StackTraceElement[] stack) {
        for (int i = 0; i < stack.length; i++) {
            if (isUser(stack[i].getClassName())) {
                String called = i == 0 ? "" : " in " + simple(stack[i - 1]);
                return called + " at " + stack[i].getFileName() + ":" + stack[i].getLineNumber();
            }
        }
        return "";
    }

    /// Whether a stack that waits, innermost first, waits for something that is not ours: neither in the
    /// runtime (a task that is inside a generator) nor for a class to be loaded.
    static boolean blocksForReal(StackTraceElement[] stack) {
        boolean jdk = true; // all frames so far
        for (StackTraceElement f : stack) {
            String c = f.getClassName();
            if (f.getMethodName().equals("<clinit>")
                    || c.equals("java.lang.ClassLoader")
                    || c.startsWith("jdk.internal.loader.")
                    || jdk && c.startsWith("asyncio4j.internal.")) {
                return false;
            }
            jdk = jdk && isJdk(c);
        }
        return true;
    }

    private static String simple(StackTraceElement f) {
        return f.getClassName().substring(f.getClassName().lastIndexOf('.') + 1) + "." + f.getMethodName();
    }

    private static boolean isJdk(String c) {
        return c.startsWith("java.") || c.startsWith("jdk.") || c.startsWith("sun.");
    }

    private static boolean isUser(String c) {
        return !isJdk(c) && !isOurs(c);
    }

    private static boolean isOurs(String c) {
        return c.startsWith("asyncio4j.internal.")
                || c.startsWith("asyncio4j.sync.")
                || c.startsWith("asyncio4j.iter.")
                || c.startsWith("asyncio4j.spi.")
                || c.startsWith("asyncio4j.io.internal.")
                || c.startsWith("asyncio4j.io.spi.")
                || isIn("asyncio4j.io.", c)
                || isIn("asyncio4j.", c)
                || isIn("asyncio4j.testing.", c);
    }

    private static boolean isIn(String pkg, String c) {
        return c.startsWith(pkg) && c.length() > pkg.length() && Character.isUpperCase(c.charAt(pkg.length()));
    }
}
