package asyncio4j.engine;

import static asyncio4j.Asyncio.createTask;
import static asyncio4j.Asyncio.millis;
import static asyncio4j.Asyncio.run;
import static asyncio4j.Asyncio.sleep;
import static asyncio4j.Asyncio.yieldNow;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import asyncio4j.Action;
import asyncio4j.CancelledError;
import asyncio4j.Engine;
import asyncio4j.Task;
import asyncio4j.kit.OnEngine;
import asyncio4j.kit.Trail;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Cancelling a task that blocks in a JDK call. */
@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
@OnEngine(Engine.SCHEDULER)
class BlockingCancelTest {
    private static final long HOUR = 3_600_000;

    private final Trail trail = new Trail();

    @Test
    void interruptsThreadSleep() {
        assertThat(cancelledIn(() -> Thread.sleep(HOUR))).hasCauseInstanceOf(InterruptedException.class);
    }

    @Test
    void interruptsQueueTake() {
        assertThat(cancelledIn(() -> new LinkedBlockingQueue<String>().take()))
                .hasCauseInstanceOf(InterruptedException.class);
    }

    @Test
    void interruptsObjectWait() {
        var monitor = new Object();
        assertThat(cancelledIn(() -> {
                    synchronized (monitor) {
                        monitor.wait();
                    }
                }))
                .hasCauseInstanceOf(InterruptedException.class);
    }

    @Test
    void interruptsCompletableFutureGet() {
        assertThat(cancelledIn(() -> new CompletableFuture<String>().get()))
                .hasCauseInstanceOf(InterruptedException.class);
    }

    @Test
    void closesASocketThatIsReadFrom() throws Exception {
        try (var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                var socket = new Socket(server.getInetAddress(), server.getLocalPort())) {
            assertThat(cancelledIn(() -> socket.getInputStream().read())).hasCauseInstanceOf(SocketException.class);
            assertThat(socket.isClosed()).isTrue();
        }
    }

    @Test
    void closesAChannelThatIsReadFrom() throws Exception {
        var here = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        try (var server = ServerSocketChannel.open().bind(here);
                var channel = SocketChannel.open(server.getLocalAddress())) {
            assertThat(cancelledIn(() -> channel.read(ByteBuffer.allocate(1))))
                    .hasCauseInstanceOf(ClosedByInterruptException.class);
            assertThat(channel.isOpen()).isFalse();
        }
    }

    @Test
    void countsAsCancelledWhenTheBodyWrapsTheInterruptedException() {
        var wrapper = new RuntimeException[1];
        assertThat(cancelledIn(() -> {
                    try {
                        Thread.sleep(HOUR);
                    } catch (InterruptedException e) {
                        wrapper[0] = new RuntimeException("wrapped", e);
                        throw wrapper[0];
                    }
                }))
                .satisfies(e -> assertThat(e.getCause()).isSameAs(wrapper[0]));
    }

    @Test
    void interruptsOnceAndLetsTheCleanUpBlock() {
        run(() -> {
            Task<Void> task = createTask(() -> {
                try {
                    Thread.sleep(HOUR);
                } finally {
                    Thread.sleep(5);
                    sleep(millis(5));
                    trail.add("cleaned up, flag " + Thread.currentThread().isInterrupted());
                }
            });
            yieldNow();
            task.cancel("stop");
            var raised = catchThrowableOfType(CancelledError.class, () -> task.await());
            assertThat(raised.message()).isEqualTo("stop");
        });
        trail.is("cleaned up, flag false");
    }

    @Test
    void leavesATaskThatDoesNotBlockInTheJdkWithoutAnInterrupt() {
        run(() -> {
            Task<Void> task = createTask(() -> {
                try {
                    sleep(millis(HOUR));
                } finally {
                    trail.add("flag " + Thread.currentThread().isInterrupted());
                    Thread.sleep(1);
                    trail.add("slept");
                }
            });
            yieldNow();
            task.cancel("stop");
            var raised = catchThrowableOfType(CancelledError.class, () -> task.await());
            assertThat(raised).hasNoCause();
        });
        trail.is("flag false", "slept");
    }

    @Test
    void manyTasksThatBlockAreAllCancelledAtTheEndOfRun() {
        int tasks = 200;
        var never = new CountDownLatch(1);
        var unwound = new int[1];
        run(() -> {
            for (int i = 0; i < tasks; i++) {
                createTask(() -> {
                    try {
                        never.await();
                    } finally {
                        unwound[0]++;
                    }
                });
            }
            yieldNow();
        });
        assertThat(unwound[0]).isEqualTo(tasks);
    }

    /** Lets a task block in {@code body}, cancels it with "stop", and returns what awaiting it raised. */
    private static CancelledError cancelledIn(Action body) {
        return run(() -> {
            Task<Void> task = createTask(() -> {
                body.run();
                throw new AssertionError("came back");
            });
            yieldNow();
            yieldNow();
            assertThat(task.cancel("stop")).isTrue();
            var raised = catchThrowableOfType(CancelledError.class, () -> task.await());
            assertThat(raised.message()).isEqualTo("stop");
            assertThat(task.isCancelled()).isTrue();
            return raised;
        });
    }
}
