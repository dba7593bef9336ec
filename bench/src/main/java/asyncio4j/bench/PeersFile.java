package asyncio4j.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/// Writes how [Micro] is started, on either engine, for `bench/compare`.
public final class PeersFile {
    private PeersFile() {}

    /// @param args FILE, and flags of the JVM beside the launcher's
    public static void main(String[] args) throws IOException {
        if (args.length == 0) {
            throw new IllegalArgumentException("into which file?");
        }
        var options = List.of(args).subList(1, args.length);
        var withoutFlags = new ArrayList<>(options);
        withoutFlags.add("--enable-native-access=ALL-UNNAMED");
        var launched = new ArrayList<>(options);
        launched.addAll(Child.LAUNCHER);
        Files.writeString(
                Path.of(args[0]),
                "{\"micro\": {\"asyncio4j\": " + entry(launched) + ",\n \"asyncio4j-baton\": " + entry(withoutFlags)
                        + "}}\n");
    }

    private static String entry(List<String> flags) {
        var command = Child.command(Main.class, flags, "micro");
        return command.stream().map(PeersFile::quoted).collect(Collectors.joining(", ", "{\"cmd\": [", "]"))
                + ", \"jvm\": true, \"fair\": true}";
    }

    private static String quoted(String word) {
        return '"' + word.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }
}
