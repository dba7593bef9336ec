package asyncio4j.internal.task;

import asyncio4j.EventLoop;
import asyncio4j.Handle;
import asyncio4j.Task;
import asyncio4j.spi.LoopObserver;
import asyncio4j.spi.WaitTarget;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Several observers as one; immutable. One that throws is handed to `failed`.
final class Observers implements LoopObserver {
    private final List<LoopObserver> each;
    private final BiConsumer<LoopObserver, Throwable> failed;

    private Observers(List<LoopObserver> each, BiConsumer<LoopObserver, Throwable> failed) {
        this.each = each;
        this.failed = failed;
    }

    static @Nullable Observers of(List<LoopObserver> each, BiConsumer<LoopObserver, Throwable> failed) {
        return each.isEmpty() ? null : new Observers(List.copyOf(each), failed);
    }

    static List<LoopObserver> with(@Nullable Observers before, LoopObserver one) {
        var list = new ArrayList<>(before == null ? List.of() : before.each);
        list.add(one);
        return list;
    }

    static List<LoopObserver> without(@Nullable Observers before, LoopObserver one) {
        var list = new ArrayList<>(before == null ? List.of() : before.each);
        list.remove(one);
        return list;
    }

    private void tell(Consumer<LoopObserver> what) {
        for (LoopObserver o : each) {
            try {
                what.accept(o);
            } catch (Throwable e) {
                failed.accept(o, e);
            }
        }
    }

    @Override
    public void taskCreated(Task<?> task, @Nullable Task<?> creator) {
        tell(o -> o.taskCreated(task, creator));
    }

    @Override
    public void stepBegin(Task<?> task) {
        tell(o -> o.stepBegin(task));
    }

    @Override
    public void stepEnd(Task<?> task) {
        tell(o -> o.stepEnd(task));
    }

    @Override
    public void parked(Task<?> task, WaitTarget target) {
        tell(o -> o.parked(task, target));
    }

    @Override
    public void woken(Task<?> task, @Nullable Task<?> by) {
        tell(o -> o.woken(task, by));
    }

    @Override
    public void suspendedForeign(@Nullable Task<?> task) {
        tell(o -> o.suspendedForeign(task));
    }

    @Override
    public void resumedForeign(@Nullable Task<?> task) {
        tell(o -> o.resumedForeign(task));
    }

    @Override
    public void cancelRequested(Task<?> task, @Nullable Task<?> by, @Nullable String message) {
        tell(o -> o.cancelRequested(task, by, message));
    }

    @Override
    public void deadlocked(Task<?> task, String text) {
        tell(o -> o.deadlocked(task, text));
    }

    @Override
    public void finished(Task<?> task) {
        tell(o -> o.finished(task));
    }

    @Override
    public void callbackBegin(Handle handle) {
        tell(o -> o.callbackBegin(handle));
    }

    @Override
    public void callbackEnd(Handle handle) {
        tell(o -> o.callbackEnd(handle));
    }

    @Override
    public void owned(Task<?> task, WaitTarget target) {
        tell(o -> o.owned(task, target));
    }

    @Override
    public void released(Task<?> task, WaitTarget target) {
        tell(o -> o.released(task, target));
    }

    @Override
    public void jobHandedOut(@Nullable Task<?> by) {
        tell(o -> o.jobHandedOut(by));
    }

    @Override
    public void handedIn() {
        tell(LoopObserver::handedIn);
    }

    @Override
    public void passBegin(EventLoop loop) {
        tell(o -> o.passBegin(loop));
    }

    @Override
    public void passEnd(EventLoop loop) {
        tell(o -> o.passEnd(loop));
    }
}
