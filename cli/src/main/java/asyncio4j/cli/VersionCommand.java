package asyncio4j.cli;

import java.util.Objects;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// Started with the flags of a program, and with core and io, so that it sees what a program would.
@Command(name = "version", description = "Tells versions, and which engine and transport are in force and why.")
final class VersionCommand implements Callable<Integer> {
    private static final String ENGINES = "asyncio4j.internal.engine.Engines";
    private static final String TRANSPORTS = "asyncio4j.io.internal.netty.Carrier";

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
        var inForce = told(() -> Class.forName(ENGINES).getMethod("explain").invoke(null));
        System.out.println("engine " + inForce);
        var onVirtualThread = inForce.startsWith("BATON");
        System.out.println("transport "
                + told(() -> Class.forName(TRANSPORTS)
                        .getMethod("explain", boolean.class)
                        .invoke(null, onVirtualThread)));
        return 0;
    }

    /// What core or io tells: they are not there when this module is compiled, see its pom.xml.
    private static String told(Callable<Object> teller) {
        try {
            return String.valueOf(teller.call());
        } catch (Exception e) {
            return "unknown: " + Objects.requireNonNullElse(e.getCause(), e);
        }
    }
}
