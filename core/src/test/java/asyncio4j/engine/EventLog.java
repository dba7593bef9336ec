package asyncio4j.engine;

import asyncio4j.EventLoop;
import asyncio4j.Handle;
import asyncio4j.Task;
import asyncio4j.kit.Trail;
import asyncio4j.spi.LoopObserver;
import asyncio4j.spi.WaitTarget;
import java.util.List;
import java.util.function.Predicate;

/** An observer that writes down what it is told, one line per event. */
final class EventLog implements LoopObserver {
    private final Trail trail = new Trail();

    /** The lines that concern the task called {@code name}. */
    List<String> of(String name) {
        return lines(l -> l.contains(" " + name) && !l.startsWith("step"));
    }

    /** The lines that {@code wanted} accepts. */
    List<String> lines(Predicate<String> wanted) {
        return trail.events().stream().filter(wanted).toList();
    }

    @Override
    public void taskCreated(Task<?> task, Task<?> creator) {
        trail.add("created " + task.name() + " by " + name(creator));
    }

    @Override
    public void stepBegin(Task<?> task) {
        trail.add("stepBegin " + task.name());
    }

    @Override
    public void stepEnd(Task<?> task) {
        trail.add("stepEnd " + task.name());
    }

    @Override
    public void parked(Task<?> task, WaitTarget target) {
        trail.add("parked " + task.name() + " on " + target.name());
    }

    @Override
    public void woken(Task<?> task, Task<?> by) {
        trail.add("woken " + task.name() + " by " + name(by));
    }

    @Override
    public void suspendedForeign(Task<?> task) {
        trail.add("suspended " + name(task));
    }

    @Override
    public void resumedForeign(Task<?> task) {
        trail.add("resumed " + name(task));
    }

    @Override
    public void cancelRequested(Task<?> task, Task<?> by, String message) {
        trail.add("cancel " + task.name() + " by " + name(by) + ": " + message);
    }

    @Override
    public void finished(Task<?> task) {
        trail.add("finished " + task.name());
    }

    @Override
    public void callbackBegin(Handle handle) {
        trail.add("callbackBegin " + System.identityHashCode(handle));
    }

    @Override
    public void callbackEnd(Handle handle) {
        trail.add("callbackEnd " + System.identityHashCode(handle));
    }

    @Override
    public void owned(Task<?> task, WaitTarget target) {
        trail.add("owned " + target.name() + " by " + task.name());
    }

    @Override
    public void released(Task<?> task, WaitTarget target) {
        trail.add("released " + target.name() + " by " + task.name());
    }

    @Override
    public void passBegin(EventLoop loop) {
        trail.add("passBegin");
    }

    @Override
    public void passEnd(EventLoop loop) {
        trail.add("passEnd");
    }

    private static String name(Task<?> task) {
        return task == null ? "nobody" : task.name();
    }
}
