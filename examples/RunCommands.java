// Child processes: their input and output are streams, several run at a time, and leaving a `try` ends them.
import static asyncio4j.Asyncio.*;

import asyncio4j.AsyncTimeoutException;
import asyncio4j.io.Subprocess;
import java.io.IOException;
import java.util.List;

String output(String command) throws IOException {
    try (var child = Subprocess.shell(command)) {
        var result = child.communicate(null);
        if (result.returnCode() != 0) {
            throw new IOException(command + ": " + new String(result.stderr()).strip());
        }
        return new String(result.stdout()).strip();
    }
}

void talk() throws IOException {
    try (var sort = Subprocess.exec("sort")) {
        for (String word : List.of("pear", "apple", "quince")) {
            sort.stdin().write(word + "\n");
        }
        sort.stdin().close(); // how it learns that this was all
        for (String line : sort.stdout().lines()) {
            IO.println(line);
        }
        IO.println("return code " + sort.await());
    }
}

void giveUp() throws IOException {
    try (var slow = Subprocess.exec("sleep", "60")) {
        waitFor(slow::await, millis(100));
    } catch (AsyncTimeoutException e) {
        IO.println("too slow: terminated");
    }
}

void main() {
    run(() -> {
        IO.println(gather(() -> output("echo one"), () -> output("sleep 0.1; echo two"), () -> output("echo three")));
        talk();
        giveUp();
        try {
            Subprocess.exec("no-such-program");
        } catch (IOException e) {
            IO.println("cannot be started");
        }
    });
}
