package asyncio4j.inspect;

import asyncio4j.EventLoop;
import java.lang.reflect.Method;

/** Whether anybody observes a loop: there is no other sign of it, since that is what nobody should notice. */
public final class Observed {
    private Observed() {}

    /** Whether {@code loop} has an observer. */
    public static boolean is(EventLoop loop) {
        try {
            Method observer = loop.getClass().getDeclaredMethod("observer");
            observer.setAccessible(true);
            return observer.invoke(loop) != null;
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(e);
        }
    }
}
