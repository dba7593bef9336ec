package asyncio4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// `asyncio4j ps`, `why` and the like: a program in another process is found, asked, and what is refused says why.
@Timeout(value = 100, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class QuestionTest {
    private static final String SHOP = """
            import static asyncio4j.Asyncio.*;
            import asyncio4j.sync.AsyncLock;

            void main() {
                var stock = new AsyncLock("stock");
                run(() -> {
                    var fetch = createTask("fetch-prices", () -> sleep(seconds(600)));
                    createTask("refill", () -> stock.with(() -> fetch.await()));
                    createTask("checkout-17", () -> stock.with(() -> {}));
                    createTask("host", () -> { IO.println("open"); sleep(seconds(600)); }).await();
                });
            }
            """;

    @TempDir
    Path folder;

    private final List<Process> programs = new ArrayList<>();

    @BeforeAll
    static void buildOnce(@TempDir Path folder) throws Exception {
        Files.writeString(folder.resolve("Warm.java"), "void main() {}");
        assertThat(Launcher.in(folder, "run", "Warm.java").run().status()).isZero();
    }

    @AfterEach
    void endPrograms() throws Exception {
        for (var program : programs) {
            program.destroyForcibly().waitFor();
        }
    }

    @Test
    void onlyProgramThereIsTellsWhatItDoes() throws Exception {
        shop();

        assertThat(ask("ps").out()).contains("loop 1 (SCHEDULER): asleep, 5 tasks", "refill", "Shop.java:8");
        assertThat(ask("pstree").out()).contains("\n└─ fetch-prices: ");
        assertThat(ask("why", "checkout-17").out())
                .matches("\"checkout-17\" waits for lock \"stock\" \\(Shop.java:9\\) held for .* by \"refill\",\n"
                        + "which waits for the result of \"fetch-prices\" \\(Shop.java:8\\),\n"
                        + "which sleeps until \\d\\d:\\d\\d:\\d\\d \\(Shop.java:7\\)\n");
        assertThat(ask("locks").out()).contains("by \"refill\": 1 waiter\n", "checkout-17");
        assertThat(ask("dump").out()).contains("at Shop.lambda$main$");
        assertThat(ask("dump", "--json", "--stacks=0").out())
                .startsWith("{\"format\":1,")
                .doesNotContain("\"stack\"");
    }

    @Test
    void cancelledTaskLetsTheProgramGoOn() throws Exception {
        var shop = shop();

        assertThat(ask("cancel", Long.toString(shop.pid()), "host")).satisfies(result -> {
            assertThat(result.out()).isEqualTo("\"host\" (1.4) was asked to stop\n");
            assertThat(result.status()).isZero();
        });
        assertThat(shop.waitFor()).isEqualTo(1);
    }

    @Test
    void socketGoesWithTheProgram() throws Exception {
        var shop = shop();
        assertThat(sockets()).containsExactly(shop.pid() + ".sock");

        shop.destroy();
        shop.waitFor();

        assertThat(sockets()).isEmpty();
        assertThat(ask("ps").err()).startsWith("asyncio4j: no program that can be asked is running.");
    }

    @Test
    void severalProgramsAreListedUnlessOneIsNamed() throws Exception {
        var one = shop();
        var two = shop();

        var result = ask("ps");
        assertThat(result.status()).isEqualTo(2);
        assertThat(result.err())
                .startsWith("asyncio4j: several programs are running; name one by its PID:\n")
                .contains("  " + one.pid() + "  Shop  (5 tasks)", "  " + two.pid() + "  Shop  (5 tasks)");
        assertThat(ask("ps", Long.toString(two.pid())).out()).contains("fetch-prices");
    }

    @Test
    void programThatHasOnlyCoreIsAttachedToWhenThatIsAskedFor() throws Exception {
        var program = plain(List.of());

        var refused = ask("ps", Long.toString(program.pid()));
        assertThat(refused.status()).isEqualTo(2);
        assertThat(refused.err()).contains("add --attach");
        assertThat(ask("ps", "--attach", Long.toString(program.pid())).out()).contains("checkout-17");
        assertThat(ask("why", "checkout-17").out()).contains("by \"refill\"");
    }

    @Test
    void coreInALoaderOfItsOwnIsFound() throws Exception {
        var classPath = new StringBuilder();
        coreOnly().forEach(jar -> classPath.append(jar.toUri()).append(' '));
        var main = write("Fat.java", """
                void main(String[] jars) throws Exception {
                    var urls = java.util.Arrays.stream(jars[0].split(" ")).map(text -> url(text)).toArray(java.net.URL[]::new);
                    var loader = new java.net.URLClassLoader(urls, ClassLoader.getPlatformClassLoader());
                    var shop = loader.loadClass("Shop").getDeclaredConstructor();
                    shop.setAccessible(true);
                    var main = shop.getDeclaringClass().getDeclaredMethod("main");
                    main.setAccessible(true);
                    main.invoke(shop.newInstance());
                }

                static java.net.URL url(String text) {
                    try {
                        return java.net.URI.create(text).toURL();
                    } catch (java.net.MalformedURLException e) {
                        throw new IllegalStateException(e);
                    }
                }
                """);
        var program = java(List.of(main.toString(), classPath.toString()));

        assertThat(ask("ps", "--attach", Long.toString(program.pid())).out()).contains("checkout-17");
    }

    @Test
    void programThatForbidsItIsLeftAlone() throws Exception {
        var off = plain(List.of("-Dasyncio4j.inspect=off"));
        var noAttach = plain(List.of("-XX:+DisableAttachMechanism"));
        var noAgents = plain(List.of("-XX:-EnableDynamicAgentLoading"));

        assertThat(ask("ps", "--attach", Long.toString(off.pid())).err()).contains("without -Dasyncio4j.inspect=off");
        assertThat(ask("ps", "--attach", Long.toString(noAttach.pid())).err())
                .contains("without -XX:+DisableAttachMechanism");
        assertThat(ask("ps", "--attach", Long.toString(noAgents.pid())).err())
                .contains("without -XX:-EnableDynamicAgentLoading");
    }

    @Test
    void programThatIsOffDoesNotListen() throws Exception {
        write("Shop.java", SHOP);
        start(Launcher.in(folder, "run", "Shop.java", "--", "-Dasyncio4j.inspect=off"));

        var later = shop();

        assertThat(sockets()).containsExactly(later.pid() + ".sock");
    }

    @Test
    void processThatIsNoneOrNoProgramOfAsyncio4j() throws Exception {
        assertThat(ask("ps", "x").err()).isEqualTo("asyncio4j: 'x' is not the number of a process.\n");
        assertThat(ask("ps", "99999999").err()).isEqualTo("asyncio4j: there is no process 99999999.\n");
        write("Other.java", "void main() throws Exception { IO.println(\"open\"); Thread.sleep(600_000); }");
        var other = start(Launcher.in(folder, "run", "Other.java"));
        assertThat(ask("ps", "--attach", Long.toString(other.pid())).err()).contains("it does not use asyncio4j");
    }

    /// A program with everything the launcher gives it.
    private Process shop() throws Exception {
        write("Shop.java", SHOP);
        var program = start(Launcher.in(folder, "run", "Shop.java"));
        while (!sockets().contains(program.pid() + ".sock")) { // it opens beside the program's start
            Thread.onSpinWait();
        }
        return program;
    }

    /// The same program with core alone.
    private Process plain(List<String> flags) throws Exception {
        var words = new ArrayList<>(flags);
        words.add("-cp");
        words.add(String.join(
                File.pathSeparator, coreOnly().stream().map(Path::toString).toList()));
        words.add("Shop");
        return java(words);
    }

    /// The jars of the program, without module inspect.
    private List<Path> coreOnly() throws Exception {
        shop().destroyForcibly().waitFor();
        var cache = Path.of(System.getenv("XDG_CACHE_HOME"), "asyncio4j");
        try (var jars = Files.walk(cache)) {
            return jars.filter(jar -> jar.getFileName().toString().matches("asyncio4j-\\d.*jar|Shop.jar"))
                    .sorted(Comparator.comparingLong((Path jar) -> jar.toFile().lastModified())
                            .reversed())
                    .toList();
        }
    }

    private Process java(List<String> words) throws Exception {
        var command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
        command.addAll(words);
        var builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("XDG_RUNTIME_DIR", folder.toString());
        return waitFor(builder.start());
    }

    private Process start(Launcher launcher) throws Exception {
        return waitFor(launcher.with(env -> env.put("XDG_RUNTIME_DIR", folder.toString()))
                .start());
    }

    /// Until it has said that it is open.
    private Process waitFor(Process program) throws Exception {
        programs.add(program);
        var out = program.inputReader();
        var seen = new ArrayList<String>();
        for (var line = out.readLine(); line != null; line = out.readLine()) {
            if (line.equals("open")) {
                return program;
            }
            seen.add(line);
        }
        throw new AssertionError("it ended with " + program.waitFor() + ": " + seen);
    }

    private List<String> sockets() {
        var names = folder.resolve("asyncio4j-" + System.getProperty("user.name"))
                .toFile()
                .list();
        return names == null ? List.of() : List.of(names);
    }

    private Launcher.Result ask(String... words) throws Exception {
        return Launcher.in(folder, words)
                .with(env -> env.put("XDG_RUNTIME_DIR", folder.toString()))
                .run();
    }

    private Path write(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }
}
