package asyncio4j.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A command that has run to its end in the folder of the project. */
record Finished(int status, List<String> stdout, String stderr) {
    /** Runs {@code command}, at most for so long. */
    static Finished of(List<String> command, int seconds) throws IOException, InterruptedException {
        Path out = Files.createTempFile("stdout", ".txt");
        Path err = Files.createTempFile("stderr", ".txt");
        Process process = new ProcessBuilder(command)
                .directory(Project.ROOT.toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start();
        try {
            if (!process.waitFor(seconds, TimeUnit.SECONDS)) {
                throw new AssertionError(command + " still runs; so far: " + Files.readString(out));
            }
            return new Finished(process.exitValue(), Files.readAllLines(out), Files.readString(err));
        } finally {
            process.destroyForcibly();
            Files.delete(out);
            Files.delete(err);
        }
    }

    /** Asserts that it printed exactly this and ended well. */
    void assertPrinted(List<String> expected) {
        assertThat(stdout).as("stdout; stderr is: %s", stderr).isEqualTo(expected);
        assertThat(status).isZero();
    }
}
