package asyncio4j.cli;

import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `asyncio4j run`: which programs it takes, and what they get.
class RunTest {
    @TempDir
    Path folder;

    @BeforeAll
    static void buildOnceAndQuietly(@TempDir Path folder) throws Exception {
        write(folder, "Warm.java", "void main() {}");
        assertThat(Launcher.in(folder, "run", "Warm.java").run().status()).isZero();
    }

    @Test
    void compactSourceFileGetsItsArgumentsAsTheyAre() throws Exception {
        write("Echo.java", "void main(String[] args) { for (var a : args) IO.println('[' + a + ']'); }");

        var result = run("Echo.java", "one", "two words", "", "*", "--debug");

        assertThat(result).isEqualTo(new Launcher.Result(0, "[one]\n[two words]\n[]\n[*]\n[--debug]\n", ""));
    }

    @Test
    void classInAPackage() throws Exception {
        write("src/App.java", "package a.b;\nclass App { static void main() { System.out.println(App.class); } }");

        assertThat(run("src/App.java").out()).isEqualTo("class a.b.App\n");
    }

    @Test
    void firstClassOfAFileWithAMainMethodIsTheProgram() throws Exception {
        write(
                "Two.java",
                "record None() {}\nclass A { void main() { IO.println(1); } }\nclass B { void main() { IO.println(2); } }");

        assertThat(run("Two.java").out()).isEqualTo("1\n");
    }

    @Test
    void inheritedMain() throws Exception {
        write(
                "Base.java",
                "class Program extends Base {}\nabstract class Base { void main() { IO.println(getClass()); } }");

        assertThat(run("Base.java").out()).isEqualTo("class Program\n");
    }

    @Test
    void folderWithOneMain() throws Exception {
        write(
                "app/x/Start.java",
                "package x;\nimport x.y.Word;\nclass Start { static void main() throws Exception {\n"
                        + "IO.print(Word.WORD + new String(Start.class.getResourceAsStream(\"/word.txt\").readAllBytes())); } }");
        write("app/x/y/Word.java", "package x.y;\npublic class Word { public static final String WORD = \"a \"; }");
        write("app/word.txt", "resource\n");

        assertThat(run("app")).isEqualTo(new Launcher.Result(0, "a resource\n", ""));
    }

    @Test
    void folderWithSeveralMainsPrefersMain() throws Exception {
        write("app/Tool.java", "void main() { IO.println(\"tool\"); }");
        write("app/Main.java", "void main() { IO.println(\"main\"); }");

        assertThat(run("app/").out()).isEqualTo("main\n");
    }

    @Test
    void folderWithSeveralMainsAndNoneCalledMainListsThem() throws Exception {
        write("app/One.java", "void main() {}");
        write("app/Two.java", "void main() {}");

        var result = run("app");

        assertThat(result.status()).isNotZero();
        assertThat(result.err()).contains("One, Two").hasLineCount(1);
    }

    @Test
    void jarWithAMainClass() throws Exception {
        var jar = jar("void main(String[] args) { IO.println(args[0] + Thread.currentThread().getName()); }");

        assertThat(run(jar.getFileName().toString(), "in ").out()).isEqualTo("in main\n");
        assertThat(run(jar.toString(), "in ").out()).isEqualTo("in main\n");
    }

    @Test
    void coreIsOnTheClassPathAndTheCommandLineIsNot() throws Exception {
        write("Sees.java", """
                void main() throws Exception {
                    IO.println(Class.forName("asyncio4j.Asyncio").getName());
                    try {
                        Class.forName("picocli.CommandLine");
                    } catch (ClassNotFoundException e) {
                        IO.println("alone");
                    }
                }
                """);

        assertThat(run("Sees.java").out()).isEqualTo("asyncio4j.Asyncio\nalone\n");
    }

    @Test
    void theLastDoubleDashBeginsFlagsForTheJvm() throws Exception {
        write("Flags.java", """
                void main(String... args) {
                    IO.println(String.join(" ", args) + " " + System.getProperty("x"));
                }
                """);

        assertThat(run("Flags.java", "a", "--", "-Dx=1 2").out()).isEqualTo("a 1 2\n");
        assertThat(run("Flags.java", "--", "-Dx=y").out()).isEqualTo(" y\n");
        assertThat(run("Flags.java", "a", "--", "b", "--").out()).isEqualTo("a -- b null\n");
        assertThat(run("Flags.java", "a", "--", "b", "--", "-Dx=y").out()).isEqualTo("a -- b y\n");

        var mistaken = run("Flags.java", "--", "b");
        assertThat(mistaken.status()).isEqualTo(2);
        assertThat(mistaken.err()).contains("'b'").hasLineCount(1);
    }

    @Test
    void engineAndDebugAreHandedOn() throws Exception {
        write("Options.java", """
                void main() {
                    IO.println(System.getProperty("asyncio4j.engine") + " " + Boolean.getBoolean("asyncio4j.debug")
                            + " " + Object.class.getModule().isOpen("java.lang", getClass().getModule()));
                }
                """);

        assertThat(run("Options.java").out()).isEqualTo("null false true\n");
        assertThat(run("--engine", "baton", "Options.java").out()).isEqualTo("baton false true\n");
        assertThat(run("--debug", "--engine=scheduler", "Options.java").out()).isEqualTo("scheduler true true\n");

        var unknown = run("--engine", "warp", "Options.java");
        assertThat(unknown.status()).isEqualTo(2);
        assertThat(unknown.err()).contains("'warp'", "scheduler or baton").hasLineCount(1);
    }

    @Test
    void secondStartCompilesNothing() throws Exception {
        write("Cached.java", "void main() { IO.println(1); }");
        var programs = Path.of(System.getenv("XDG_CACHE_HOME"), "asyncio4j", "programs");
        assertThat(run("Cached.java").out()).isEqualTo("1\n");
        var entries = entries(programs);

        write("elsewhere/Cached.java", "void main() { IO.println(1); }"); // the same program
        assertThat(run("elsewhere/Cached.java")).isEqualTo(new Launcher.Result(0, "1\n", ""));
        assertThat(run("Cached.java")).isEqualTo(new Launcher.Result(0, "1\n", ""));

        assertThat(entries(programs)).isEqualTo(entries);
    }

    @Test
    void changedSourceIsCompiledAgain() throws Exception {
        write("Changing.java", "void main() { IO.println(1); }");
        assertThat(run("Changing.java").out()).isEqualTo("1\n");

        write("Changing.java", "void main() { IO.println(2); }");
        assertThat(run("Changing.java").out()).isEqualTo("2\n");
    }

    @Test
    void worksThroughASymbolicLink() throws Exception {
        write("Linked.java", "void main() { IO.println(\"here\"); }");
        var link = Files.createSymbolicLink(folder.resolve("a4j"), Launcher.script());

        var process = new ProcessBuilder(link.toString(), "run", "Linked.java")
                .directory(folder.toFile())
                .start();

        assertThat(process.inputReader().readAllAsString()).isEqualTo("here\n");
        Files.delete(link);
    }

    private Path jar(String source) throws Exception {
        write("Packed.java", source);
        var classes = Files.createDirectories(folder.resolve("classes"));
        var javac = ToolProvider.getSystemJavaCompiler();
        assertThat(javac.run(
                        null,
                        null,
                        null,
                        "-d",
                        classes.toString(),
                        folder.resolve("Packed.java").toString()))
                .isZero();
        var manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().put(Attributes.Name.MAIN_CLASS, "Packed");
        var jar = folder.resolve("packed program.jar");
        try (var out = new JarOutputStream(Files.newOutputStream(jar), manifest)) {
            out.putNextEntry(new JarEntry("Packed.class"));
            Files.copy(classes.resolve("Packed.class"), out);
        }
        return jar;
    }

    private static Set<Path> entries(Path programs) throws IOException {
        try (var files = Files.walk(programs)) {
            return files.collect(toSet());
        }
    }

    private Launcher.Result run(String... words) throws Exception {
        var all = new String[words.length + 1];
        all[0] = "run";
        System.arraycopy(words, 0, all, 1, words.length);
        return Launcher.in(folder, all).run();
    }

    private void write(String name, String text) throws IOException {
        write(folder, name, text);
    }

    private static void write(Path folder, String name, String text) throws IOException {
        Files.createDirectories(folder.resolve(name).getParent());
        Files.writeString(folder.resolve(name), text);
    }
}
