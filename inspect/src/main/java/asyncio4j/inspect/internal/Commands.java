package asyncio4j.inspect.internal;

import asyncio4j.EventLoop;
import asyncio4j.Task;
import asyncio4j.inspect.LoopInfo;
import asyncio4j.inspect.Snapshot;
import asyncio4j.inspect.Why;
import asyncio4j.spi.Introspection;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/// What the command line can ask for.
final class Commands {
    private Commands() {}

    /// Runs a command with its arguments and returns what to print.
    static String run(List<String> words) {
        String command = words.isEmpty() ? "" : words.getFirst();
        return switch (command) {
            case "hello" -> hello();
            case "ps" -> Snapshot.take(number(words)).table(number(words));
            case "pstree" -> Snapshot.take(number(words)).tree(number(words));
            case "locks" -> Snapshot.take(1).locks();
            case "dump" -> Snapshot.take(number(words)).dump();
            case "json" -> Snapshot.take(number(words)).toJson();
            case "why" -> Why.explain(task(argument(words))) + '\n';
            case "task" -> describe(task(argument(words)));
            case "cancel" -> cancel(task(argument(words)));
            default ->
                throw new Refusal("this program does not know the request '" + command
                        + "': use the command line of its release.");
        };
    }

    static String argument(List<String> words) {
        if (words.size() != 2) {
            throw new Refusal("the request " + words.getFirst() + " takes one argument.");
        }
        return words.get(1);
    }

    private static int number(List<String> words) {
        return number(argument(words));
    }

    static int number(String text) {
        try {
            int n = Integer.parseInt(text);
            if (n >= 0) {
                return n;
            }
        } catch (NumberFormatException e) {
            // said below
        }
        throw new Refusal("'" + text + "' is not a number.");
    }

    /// One line for a list of programs.
    private static String hello() {
        List<LoopInfo> loops = Snapshot.take().loops();
        int tasks = loops.stream().mapToInt(loop -> loop.tasks().size()).sum();
        String command = System.getProperty("sun.java.command", "");
        return loops.size() + "\t" + tasks + "\t" + command.replaceAll("\\p{Cntrl}", "?");
    }

    /// The task of that number or, if there is only one, of that name.
    private static Task<?> task(String wanted) {
        var named = new ArrayList<Task<?>>();
        for (EventLoop loop : Introspection.loops()) {
            for (Task<?> task : Introspection.tasks(loop)) {
                if (key(task).equals(wanted)) {
                    return task;
                }
                if (task.name().equals(wanted)) {
                    named.add(task);
                }
            }
        }
        if (named.size() == 1) {
            return named.getFirst();
        } else if (named.isEmpty()) {
            throw new Refusal("there is no task '" + wanted + "': asyncio4j ps shows those there are.");
        }
        String keys = named.stream().limit(10).map(Commands::key).collect(Collectors.joining(", "));
        throw new Refusal(named.size() + " tasks are called '" + wanted + "': name one by its number (" + keys
                + (named.size() > 10 ? " ..." : "") + ").");
    }

    private static String describe(Task<?> task) {
        var text = new StringBuilder(Why.explain(task)).append('\n');
        for (StackTraceElement frame : task.stack()) {
            text.append("    at ").append(frame).append('\n');
        }
        return text.toString();
    }

    private static String key(Task<?> task) {
        return Introspection.view(Introspection.loopOf(task)).number() + "." + Introspection.id(task);
    }

    private static String cancel(Task<?> task) {
        String who = "\"" + task.name().replaceAll("\\p{Cntrl}", "?") + "\" (" + key(task) + ")";
        var asked = new CountDownLatch(1);
        try {
            Introspection.loopOf(task).callSoonThreadsafe(() -> {
                task.cancel("asyncio4j cancel");
                asked.countDown();
            });
        } catch (IllegalStateException e) {
            throw new Refusal("the loop of " + who + " is closed.");
        }
        try {
            return asked.await(2, TimeUnit.SECONDS)
                    ? who + " was asked to stop\n"
                    : who + " will be asked to stop when its loop goes on, which is busy\n";
        } catch (InterruptedException e) {
            throw new Refusal("the program is ending.");
        }
    }
}
