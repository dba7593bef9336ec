package asyncio4j.bench;

import java.io.IOException;
import java.util.Arrays;

/// What `./asyncio4j bench` starts: JMH, or one of the programs that measure what JMH cannot.
public final class Main {
    private Main() {}

    /// @param args JMH's; or sleepers, idle, timers, micro or peers, and what that takes
    public static void main(String[] args) throws Exception {
        var rest = args.length == 0 ? args : Arrays.copyOfRange(args, 1, args.length);
        switch (args.length == 0 ? "" : args[0]) {
            case "sleepers" -> Sleepers.main(rest);
            case "idle" -> Idle.main(rest);
            case "timers" -> Timers.main(rest);
            case "micro" -> Micro.main(rest);
            case "peers" -> PeersFile.main(rest);
            default -> jmh(args);
        }
    }

    private static void jmh(String[] args) throws IOException {
        org.openjdk.jmh.Main.main(args);
    }
}
