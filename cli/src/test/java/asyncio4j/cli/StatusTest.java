package asyncio4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// How the process of a program ends.
class StatusTest {
    @TempDir
    Path folder;

    @Test
    void programsOwnStatus() throws Exception {
        assertThat(run("void main() { System.exit(7); }").status()).isEqualTo(7);
    }

    @Test
    void threadsOfTheProgramEndBeforeTheProcess() throws Exception {
        var result = run("""
                void main() {
                    var main = Thread.currentThread();
                    new Thread(() -> {
                        try {
                            main.join();
                        } catch (InterruptedException e) {
                            throw new AssertionError(e);
                        }
                        IO.println("last");
                    }).start();
                }
                """);

        assertThat(result).isEqualTo(new Launcher.Result(0, "last\n", ""));
    }

    @Test
    void exceptionThatLeavesMainIsReportedAsJavaDoes() throws Exception {
        var result = run("""
                void main() {
                    throw new IllegalStateException("outer", new RuntimeException("inner"));
                }
                """);

        assertThat(result.status()).isEqualTo(1);
        assertThat(result.err()).isEqualTo("""
                Exception in thread "main" java.lang.IllegalStateException: outer
                \tat Program.main(Program.java:2)
                Caused by: java.lang.RuntimeException: inner
                \t... 1 more
                """);
    }

    @Test
    void checkedExceptionOfAStaticMainWithArguments() throws Exception {
        var result = run(
                "class Program { public static void main(String[] a) throws Exception { throw new Exception(\"x\"); } }");

        assertThat(result.status()).isEqualTo(1);
        assertThat(result.err()).isEqualTo("""
                Exception in thread "main" java.lang.Exception: x
                \tat Program.main(Program.java:1)
                """);
    }

    @Test
    void keyboardInterruptThatLeavesMainIs130WithoutATrace() throws Exception {
        var result = run("void main() { throw new asyncio4j.KeyboardInterruptException(); }");

        assertThat(result).isEqualTo(new Launcher.Result(130, "", ""));
    }

    @Test
    void unhandledSignals() throws Exception {
        var ready = program("void main() throws Exception { IO.println(\"ready\"); Thread.sleep(100_000); }");

        assertThat(ready.runAndSignal("INT")).isEqualTo(new Launcher.Result(130, "ready\n", ""));
        assertThat(ready.runAndSignal("TERM")).isEqualTo(new Launcher.Result(143, "ready\n", ""));
    }

    @Test
    void compileErrorsAreShownAsJavacDoes() throws Exception {
        var result = run("void main() {\n    int x = \"s\";\n}\n");

        assertThat(result.status()).isEqualTo(1);
        assertThat(result.err()).isEqualTo("""
                Program.java:2: error: incompatible types: String cannot be converted to int
                    int x = "s";
                            ^
                1 error
                """);
    }

    @Test
    void whatCannotBeRunIsSaidInOneSentence() throws Exception {
        Files.createDirectory(folder.resolve("empty"));
        Files.writeString(folder.resolve("notes.txt"), "");

        refuses("no file or folder Missing.java", "Missing.java");
        refuses("no .java file in folder empty", "empty");
        refuses("notes.txt is none of what can be run", "notes.txt");
        refuses("run needs a program");
        refuses("no option --fast", "--fast", "Program.java");
        assertThat(run("void helper() {} class A {}").err()).contains("error");
        assertThat(run("class Program { private void main() {} }").err())
                .contains("no class of Program.java has a main method")
                .hasLineCount(1);
    }

    @Test
    void noJdkIsSaidInOneSentence() throws Exception {
        var result = program("void main() {}")
                .with(environment -> {
                    environment.remove("JAVA_HOME");
                    environment.put("PATH", folder.toString());
                    environment.put("ASYNCIO4J_JDKS", folder.toString());
                })
                .run();

        assertThat(result.status()).isEqualTo(2);
        assertThat(result.err()).contains("no JDK 25 or later", "JAVA_HOME").hasLineCount(1);
    }

    @Test
    void anOlderJavaHomeIsPassedOver() throws Exception {
        var old = folder.resolve("jdk-17");
        Files.createDirectories(old.resolve("bin"));
        for (var tool : new String[] {"java", "javac"}) {
            Files.writeString(old.resolve("bin", tool), "#!/bin/sh\nexit 9\n");
            assertThat(old.resolve("bin", tool).toFile().setExecutable(true)).isTrue();
        }
        Files.writeString(old.resolve("release"), "JAVA_VERSION=\"17.0.1\"\n");

        var result = program("void main() { IO.println(Runtime.version().feature() >= 25); }")
                .with(environment -> environment.put("JAVA_HOME", old.toString()))
                .run();

        assertThat(result.out()).isEqualTo("true\n");
    }

    private void refuses(String sentence, String... words) throws Exception {
        var all = new String[words.length + 1];
        all[0] = "run";
        System.arraycopy(words, 0, all, 1, words.length);
        var result = Launcher.in(folder, all).run();
        assertThat(result.status()).isEqualTo(2);
        assertThat(result.err()).startsWith("asyncio4j: ").contains(sentence).hasLineCount(1);
    }

    private Launcher.Result run(String source) throws Exception {
        return program(source).run();
    }

    private Launcher program(String source) throws IOException {
        Files.writeString(folder.resolve("Program.java"), source);
        return Launcher.in(folder, "run", "Program.java");
    }
}
