package asyncio4j.internal.task;

import asyncio4j.EventLoop;
import asyncio4j.spi.LoopConfig;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/// What other modules keep with a loop: one object per type. Loop only.
final class Parts {
    private final EventLoopImpl loop;
    private final LoopConfig config;
    private final Map<Class<?>, Object> parts = new HashMap<>();
    private final List<AutoCloseable> closing = new ArrayList<>(); // in order of making

    Parts(EventLoopImpl loop, LoopConfig config) {
        this.loop = loop;
        this.config = config;
    }

    <T> T of(Class<T> type, Function<? super EventLoop, ? extends T> maker) {
        Object known = parts.get(type);
        if (known == null) {
            Function<? super EventLoop, ? extends T> configured = config.part(type);
            known = configured == null ? maker.apply(loop) : configured.apply(loop);
            parts.put(type, known);
            if (known instanceof AutoCloseable c) {
                closing.add(c);
            }
        }
        return type.cast(known);
    }

    void close() {
        for (AutoCloseable part : closing.reversed()) {
            try {
                part.close();
            } catch (Throwable e) {
                loop.failed("Exception while closing a part of the loop", e);
            }
        }
        closing.clear();
    }
}
