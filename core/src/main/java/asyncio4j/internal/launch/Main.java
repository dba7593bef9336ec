package asyncio4j.internal.launch;

import asyncio4j.KeyboardInterruptException;
import java.io.IOException;
import java.util.Arrays;
import java.util.jar.JarFile;

/// Runs a program as `java` would, and adds one thing: a [KeyboardInterruptException] that leaves `main` ends the
/// process with status 130 and without a stack trace, as Ctrl-C does.
///
/// The first argument is the name of the program's class, or the path of its jar; the others are the program's.
/// Everything else stays with the JVM: an exception that leaves `main` is reported by the main thread's handler
/// (status 1), and the process lives on while a non-daemon thread does.
///
/// @since 0.1.0
public final class Main {
    private static final int INTERRUPTED = 128 + 2; // what a shell reports for SIGINT

    private Main() {}

    /// Runs the program.
    ///
    /// @param args the program's class or jar, then its arguments
    /// @throws Throwable what leaves the program's `main`, with the launcher's frames taken out of its traces
    public static void main(String[] args) throws Throwable {
        if (args.length == 0) {
            throw new IllegalArgumentException("the first argument is the class or the jar of a program");
        }
        var arguments = Arrays.copyOfRange(args, 1, args.length);
        try {
            EntryPoint.of(programClass(args[0])).run(arguments);
        } catch (KeyboardInterruptException _) {
            System.exit(INTERRUPTED);
        } catch (Throwable failure) {
            Traces.trim(failure);
            throw failure;
        }
    }

    private static Class<?> programClass(String program) throws IOException, ClassNotFoundException {
        // A class name has no slash; the path of a jar is absolute.
        var name = program.indexOf('/') < 0 ? program : mainClassOf(program);
        return Class.forName(name, false, ClassLoader.getSystemClassLoader());
    }

    private static String mainClassOf(String path) throws IOException {
        try (var jar = new JarFile(path)) {
            var manifest = jar.getManifest();
            var name = manifest == null ? null : manifest.getMainAttributes().getValue("Main-Class");
            if (name == null) {
                throw new IllegalArgumentException("no Main-Class in the manifest of " + path);
            }
            return name.strip();
        }
    }
}
