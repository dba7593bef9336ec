package asyncio4j.inspect.internal;

import java.lang.instrument.Instrumentation;
import java.lang.reflect.InvocationTargetException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Objects;
import java.util.Set;

/// What the attach mechanism loads into a program that has core but not this module. It opens the socket there.
///
/// The agent's jar ends up on the class path of the system's loader. Core may be somewhere else, say in a jar of jars
/// with a loader of its own: then the rest of this module is loaded once more, below core's loader. So nothing in this
/// class may touch core. How it went is told in a system property, which whoever attached can read.
public final class Agent {
    /// `open`, or one sentence about why not.
    static final String STATE = "asyncio4j.inspect.state";

    private static final String CORE = "asyncio4j.EventLoop";

    private Agent() {}

    /// Called by the JVM.
    ///
    /// @param folder where the socket is to be
    public static void agentmain(String folder, Instrumentation instrumentation) {
        System.setProperty(STATE, open(folder, instrumentation));
    }

    private static String open(String folder, Instrumentation instrumentation) {
        Set<ClassLoader> loaders = new LinkedHashSet<>();
        for (Class<?> c : instrumentation.getAllLoadedClasses()) {
            if (c.getName().equals(CORE)) {
                loaders.add(c.getClassLoader());
            }
        }
        if (loaders.isEmpty()) {
            return "it does not use asyncio4j, or has not made a loop yet";
        } else if (loaders.size() > 1) {
            return "it has loaded asyncio4j " + loaders.size() + " times, which --attach cannot tell apart";
        }
        try {
            Class.forName(
                            Agent.class.getPackageName() + ".Entry",
                            true,
                            near(loaders.iterator().next()))
                    .getMethod("open", Path.class)
                    .invoke(null, Path.of(folder));
            return "open";
        } catch (InvocationTargetException e) {
            return String.valueOf(Objects.requireNonNull(e.getCause()).getMessage());
        } catch (ReflectiveOperationException | LinkageError e) {
            return e.toString();
        }
    }

    /// A loader of this module that sees core.
    private static ClassLoader near(ClassLoader core) {
        ClassLoader own = Agent.class.getClassLoader();
        URL jar = Agent.class.getProtectionDomain().getCodeSource().getLocation();
        return core == own ? own : new Near(jar, core);
    }

    /// Loads this module anew instead of asking its parent for it.
    private static final class Near extends URLClassLoader {
        private static final String MODULE = "asyncio4j.inspect.";

        Near(URL jar, ClassLoader core) {
            super(new URL[] {jar}, core);
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            synchronized (getClassLoadingLock(name)) {
                Class<?> loaded = findLoadedClass(name);
                if (loaded == null && name.startsWith(MODULE)) {
                    loaded = findClass(name);
                }
                return loaded != null ? loaded : super.loadClass(name, resolve);
            }
        }
    }
}
