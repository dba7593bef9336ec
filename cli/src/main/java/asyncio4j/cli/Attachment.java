package asyncio4j.cli;

import com.sun.tools.attach.AgentInitializationException;
import com.sun.tools.attach.AgentLoadException;
import com.sun.tools.attach.AttachNotSupportedException;
import com.sun.tools.attach.VirtualMachine;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;

/// Brings module inspect into a program that has only core, through the JVM's attach mechanism.
final class Attachment {
    private static final String STATE = "asyncio4j.inspect.state"; // what the agent says of how it went

    private Attachment() {}

    /// Has process `pid` open a socket in `folder`.
    ///
    /// @param allowed whether the user has asked for it: the JVM prints a warning into that program's output
    static void open(long pid, Path folder, boolean allowed) {
        var process = ProcessHandle.of(pid).orElseThrow(() -> new CommandFailure("there is no process " + pid + "."));
        var owner = process.info().user().orElse("");
        var me = ProcessHandle.current().info().user().orElse("");
        if (!owner.equals(me)) {
            throw new CommandFailure("process " + pid + " belongs to " + (owner.isEmpty() ? "another user" : owner)
                    + ": only that user can ask it.");
        }
        if (!allowed) {
            throw new CommandFailure("process " + pid + " does not listen: it has made no loop yet, or runs with"
                    + " -Dasyncio4j.inspect=off, or has asyncio4j but not asyncio4j-inspect; for the last, add --attach"
                    + " (the JVM then prints a warning on that program's stderr).");
        }
        var arguments = Arrays.asList(process.info().arguments().orElse(new String[0]));
        if (arguments.contains("-Dasyncio4j.inspect=off")) {
            throw new CommandFailure(
                    "process " + pid + " does not want to be asked: start it without" + " -Dasyncio4j.inspect=off.");
        }
        if (arguments.contains("-XX:+DisableAttachMechanism")) { // before we try: that JVM would print its threads
            throw new CommandFailure("process " + pid + " cannot be attached to: start it without"
                    + " -XX:+DisableAttachMechanism, or with asyncio4j-inspect on its class path.");
        }
        load(pid, folder);
    }

    private static void load(long pid, Path folder) {
        var jar = Objects.requireNonNullElse(System.getProperty("asyncio4j.inspect.jar"), "asyncio4j-inspect.jar");
        try {
            var jvm = VirtualMachine.attach(Long.toString(pid));
            try {
                jvm.loadAgent(jar, folder.toString());
                var state = jvm.getSystemProperties().getProperty(STATE, "unknown");
                if (!state.equals("open")) {
                    throw new CommandFailure("process " + pid + " cannot be asked: " + state + ".");
                }
            } finally {
                jvm.detach();
            }
        } catch (AgentLoadException e) {
            throw new CommandFailure("process " + pid + " takes no agent (" + e.getMessage() + "): start it without"
                    + " -XX:-EnableDynamicAgentLoading, or with asyncio4j-inspect on its class path.");
        } catch (AgentInitializationException e) {
            throw new CommandFailure("the agent failed in process " + pid + " (" + e.getMessage()
                    + "): start it with asyncio4j-inspect on its class path.");
        } catch (AttachNotSupportedException | IOException e) {
            throw new CommandFailure(
                    "process " + pid + " cannot be attached to (" + e.getMessage() + "): if it is a JVM,"
                            + " start it without -XX:+DisableAttachMechanism, or with asyncio4j-inspect on its class path.");
        }
    }
}
