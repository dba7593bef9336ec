package asyncio4j.cli;

import java.util.Objects;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// Started with the flags of a program, and with core, so that it sees what a program would.
@Command(name = "version", description = "Tells versions, and the engine in force and why.")
final class VersionCommand implements Callable<Integer> {
    private static final String ENGINES = "asyncio4j.internal.engine.Engines";

    @Option(names = "--engine", paramLabel = "E", description = "as of run")
    private String engine = "";

    @Override
    public Integer call() {
        if (!engine.isEmpty()) {
            System.setProperty("asyncio4j.engine", engine);
        }
        var version = Objects.requireNonNullElse(Main.class.getPackage().getImplementationVersion(), "(not packaged)");
        System.out.println("asyncio4j " + version);
        System.out.println("JDK " + Runtime.version() + " (" + System.getProperty("java.vendor") + "), "
                + System.getProperty("java.home"));
        System.out.println("engine " + engineInForce());
        return 0;
    }

    /// Core is not there when this module is compiled: see its pom.xml.
    private static Object engineInForce() {
        try {
            return Class.forName(ENGINES).getMethod("explain").invoke(null);
        } catch (ReflectiveOperationException e) {
            return "unknown: " + Objects.requireNonNullElse(e.getCause(), e);
        }
    }
}
