package asyncio4j.io.internal.netty;

import asyncio4j.EventLoop;
import asyncio4j.spi.LoopParts;
import asyncio4j.spi.Poller;
import io.netty.channel.Channel;
import io.netty.channel.ManualIoEventLoop;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/// Drives Netty's event loop in the passes of ours. Everything is done on the poller's thread; what tasks want
/// from channels they leave in `work`.
final class NettyPoller implements Poller {
    private final EventLoop loop;
    private final Events events;
    private final Carrier carrier;
    private final ArrayDeque<Runnable> work = new ArrayDeque<>(); // loop only
    private final Set<Channel> channels = new LinkedHashSet<>(); // open ones; poller's thread, counted on the loop
    final Chunks chunks = new Chunks();
    private final Receiving receiving = new Receiving();
    private boolean owned; // poller's thread
    private volatile boolean woken; // any thread

    NettyPoller(EventLoop loop, Carrier carrier) {
        this.loop = loop;
        this.carrier = carrier;
        events = new Events(carrier);
    }

    private final class Events extends ManualIoEventLoop {
        Events(Carrier carrier) {
            super((Thread) null, carrier.newHandler());
        }

        @Override
        protected boolean canBlock() { // asked after Netty has published that it goes to sleep
            return !woken;
        }
    }

    /// Does `job` on the poller's thread, before it waits the next time. Loop only.
    void later(Runnable job) {
        work.add(job);
    }

    /// What `channel` reads into. Not for io_uring: there the kernel keeps the buffer from the wish to read on.
    void readInto(Channel channel) {
        if (carrier != Carrier.IO_URING) {
            channel.config().setRecvByteBufAllocator(receiving);
        }
    }

    /// Puts `channel` under Netty's event loop; it is closed with the loop. On the poller's thread.
    void register(Channel channel) {
        channels.add(channel);
        channel.closeFuture().addListener(f -> channels.remove(channel));
        channel.unsafe().register(events, channel.newPromise());
    }

    @Override
    public void poll(long timeoutNanos) {
        own();
        doWork();
        if (timeoutNanos == 0 || LoopParts.hasReady(loop)) {
            events.runNow();
        } else {
            events.run(Math.max(0, timeoutNanos)); // 0: without limit
            woken = false;
        }
    }

    private void own() {
        if (!owned) {
            owned = true;
            events.setOwningThread(Thread.currentThread());
        }
    }

    private void doWork() {
        for (Runnable job = work.poll(); job != null; job = work.poll()) {
            job.run();
        }
    }

    @Override
    public void wakeup() {
        woken = true;
        events.wakeup();
    }

    @Override
    public boolean expectsEvents() {
        return !channels.isEmpty() || !work.isEmpty();
    }

    @Override
    public boolean staysOnThread() {
        return carrier.staysOnThread();
    }

    @Override
    public void close() {
        own();
        doWork();
        for (Channel channel : new ArrayList<>(channels)) {
            channel.close();
        }
        events.shutdownGracefully(0, 0, TimeUnit.SECONDS);
        while (!events.isTerminated()) {
            events.runNow();
        }
        work.clear();
        chunks.close();
        receiving.close();
    }
}
