package asyncio4j.sync;

import static asyncio4j.Asyncio.createTask;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;

/** Tasks that wait for the one resource of a pool, and keep it. A grant: whoever has it gives it back. */
final class PoolContenders extends Contenders {
    private final ResourcePool<Object> pool =
            new ResourcePool<>(Object::new, PoolOptions.defaults().withMaxSize(1));
    private final ArrayDeque<Object> lent = new ArrayDeque<>();
    private boolean closed;
    private boolean free; // model: nobody has it and nobody was granted it

    PoolContenders() {
        lent.add(pool.acquire());
    }

    @Override
    Object await(int i) {
        lent.add(pool.acquire());
        return "the resource";
    }

    @Override
    void grant() {
        if (lent.isEmpty()) {
            return;
        }
        Object resource = lent.remove();
        if (closed) {
            createTask(() -> pool.release(resource)); // which waits until it is closed
        } else {
            pool.release(resource);
            freeOne();
        }
    }

    @Override
    void close() {
        if (closed) {
            return;
        }
        closed = true;
        pool.beginClose(); // close() would wait for what it closes
        grantAll();
    }

    @Override
    Object took(int i) {
        return closed ? "the end" : "the resource";
    }

    @Override
    void passedOn(int i) {
        freeOne();
    }

    private void freeOne() {
        if (!closed && !grantFirst()) {
            free = true;
        }
    }

    @Override
    void check() {
        for (int i = 0; closed && i < 5; i++) {
            turn();
        }
        assertThat(pool.statistics().size()).isEqualTo(closed ? lent.size() : 1);
        assertThat(pool.statistics().waiting()).isEqualTo(waiting());
        assertThat(free && !closed && waiting() > 0).isFalse();
        assertThat(pool.statistics().created()).isEqualTo(1);
    }
}
