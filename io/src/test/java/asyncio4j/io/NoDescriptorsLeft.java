package asyncio4j.io;

import static asyncio4j.Asyncio.createTask;
import static asyncio4j.Asyncio.getRunningLoop;
import static asyncio4j.Asyncio.millis;
import static asyncio4j.Asyncio.run;
import static asyncio4j.Asyncio.sleep;

import asyncio4j.Asyncio;
import asyncio4j.Task;
import java.io.FileInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;

/** A server that runs out of descriptors, and gets some back; run with a low limit. */
final class NoDescriptorsLeft {
    private static int told;

    private NoDescriptorsLeft() {}

    private static String ask(int port) throws IOException {
        try (var c = Streams.openConnection("127.0.0.1", port)) {
            c.writer().write("hello\n");
            return c.reader().readLine();
        }
    }

    /** Classes in folders take a descriptor to load. */
    private static void loadClassesOf(Class<?> one) throws Exception {
        Path folder =
                Path.of(one.getProtectionDomain().getCodeSource().getLocation().toURI());
        try (var files = Files.walk(folder)) {
            for (Path file : files.filter(f -> f.toString().endsWith(".class")).toList()) {
                String name =
                        folder.relativize(file).toString().replace('/', '.').replace(".class", "");
                if (!name.equals("module-info")) {
                    Class.forName(name, true, one.getClassLoader());
                }
            }
        }
    }

    public static void main(String[] args) throws Exception {
        loadClassesOf(Asyncio.class);
        loadClassesOf(Streams.class);
        run(() -> {
            getRunningLoop().setExceptionHandler((_, c) -> {
                told++;
                System.out.println(c.message());
            });
            ConnectionHandler echo = (in, out) -> out.write(in.readLine() + "\n");
            try (var server = Streams.startServer(echo, "127.0.0.1", 0)) {
                System.out.println(ask(server.port()));
                sleep(millis(10)); // the JDK's selectors make a descriptor of their own at their first wait
                var hoard = new ArrayDeque<FileInputStream>();
                try {
                    while (true) {
                        hoard.add(new FileInputStream("/dev/null"));
                    }
                } catch (IOException e) {
                    hoard.remove().close(); // for the client's end
                }
                Task<String> answer = createTask(() -> ask(server.port()));
                sleep(millis(2500));
                System.out.println("told " + told + ", answered " + answer.isDone());
                for (var file : hoard) {
                    file.close();
                }
                System.out.println(answer.await());
                System.out.println(ask(server.port()));
            }
        });
    }
}
