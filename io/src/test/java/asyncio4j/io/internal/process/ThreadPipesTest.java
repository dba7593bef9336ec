package asyncio4j.io.internal.process;

import static asyncio4j.Asyncio.*;
import static org.assertj.core.api.Assertions.assertThat;

import asyncio4j.io.spi.Link;
import asyncio4j.kit.Trail;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** The pipes of systems without epoll, under the same links. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
@DisabledOnOs(OS.WINDOWS)
class ThreadPipesTest {
    private static final class Seen implements Link.Receiver {
        final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        final Trail trail = new Trail();
        final asyncio4j.sync.AsyncEvent lost = new asyncio4j.sync.AsyncEvent();

        @Override
        public void received(ByteBuffer b) {
            byte[] copy = new byte[b.remaining()];
            b.get(copy);
            bytes.writeBytes(copy);
        }

        @Override
        public void ended() {}

        @Override
        public void sent() {
            trail.add("sent");
        }

        @Override
        public void lost(@Nullable IOException cause) {
            trail.add(cause == null ? "lost" : "broken");
            lost.set();
        }
    }

    @Test
    void bytesGoThroughACatAndTheEndComesBack() {
        run(() -> {
            Process cat = new ProcessBuilder("cat").start();
            var in = new InputLink(getRunningLoop(), new ThreadPipes.Sink(cat.getOutputStream()));
            var out = new OutputLink(getRunningLoop(), new ThreadPipes.Source(cat.getInputStream()));
            var seenIn = new Seen();
            var seenOut = new Seen();
            in.start(seenIn);
            out.start(seenOut);
            byte[] data = new byte[300_000];
            for (int i = 0; i < data.length; i++) {
                data[i] = (byte) i;
            }
            in.send(ByteBuffer.wrap(data));
            assertThat(in.unsent()).isEqualTo(data.length);
            in.close();
            seenIn.lost.await();
            seenOut.lost.await();
            assertThat(in.unsent()).isZero();
            assertThat(seenOut.bytes.toByteArray()).isEqualTo(data);
            assertThat(seenIn.trail.events()).endsWith("sent", "lost");
            seenOut.trail.is("lost");
            assertThat(await(cat.onExit()).exitValue()).isZero();
        });
    }

    @Test
    void aChildThatDoesNotReadBreaksThePipe() {
        run(() -> {
            Process child = new ProcessBuilder("true").start();
            await(child.onExit());
            var in = new InputLink(getRunningLoop(), new ThreadPipes.Sink(child.getOutputStream()));
            var seen = new Seen();
            in.start(seen);
            in.send(ByteBuffer.wrap(new byte[1_000_000]));
            seen.lost.await();
            seen.trail.is("broken");
            assertThat(in.unsent()).isZero();
        });
    }

    @Test
    void threadsEndWithTheirPipes() {
        run(() -> {
            var children = new ArrayList<Process>();
            for (int i = 0; i < 10; i++) {
                Process cat = new ProcessBuilder("cat").start();
                children.add(cat);
                var in = new InputLink(getRunningLoop(), new ThreadPipes.Sink(cat.getOutputStream()));
                var out = new OutputLink(getRunningLoop(), new ThreadPipes.Source(cat.getInputStream()));
                var seen = new Seen();
                in.start(new Seen());
                out.start(seen);
                in.send(ByteBuffer.wrap(new byte[10]));
                in.close();
                seen.lost.await();
                out.close();
            }
            timeout(seconds(10), () -> {
                while (Thread.getAllStackTraces().keySet().stream()
                        .anyMatch(t -> t.getName().startsWith("asyncio4j-pipe-"))) {
                    sleep(millis(1));
                }
            });
            for (Process child : children) {
                assertThat(await(child.onExit()).exitValue()).isZero();
            }
        });
    }
}
