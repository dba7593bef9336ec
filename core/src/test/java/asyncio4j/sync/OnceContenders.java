package asyncio4j.sync;

import static asyncio4j.Asyncio.createTask;
import static asyncio4j.Asyncio.getRunningLoop;
import static org.assertj.core.api.Assertions.assertThat;

import asyncio4j.AsyncFuture;
import asyncio4j.Task;

/** Tasks that wait for a value that another computes. A grant: it is computed; close: that fails, and the next tries. */
final class OnceContenders extends Contenders {
    private final boolean failsByCancel;
    private final AsyncFuture<String> answer = getRunningLoop().createFuture();
    private final AsyncOnce<String> once = new AsyncOnce<>(this::compute);
    private final Task<String> computing = createTask(once::get);
    private boolean tried;

    // the model
    private boolean ending;
    private boolean computed;

    OnceContenders(boolean failsByCancel) {
        this.failsByCancel = failsByCancel;
    }

    private String compute() {
        if (!tried) {
            tried = true;
            return answer.await();
        }
        return "value";
    }

    @Override
    Object await(int i) {
        return once.get();
    }

    @Override
    void grant() {
        if (!ending) {
            ending = true;
            answer.setResult("value");
            later(() -> {
                computed = true;
                grantAll();
            });
        }
    }

    @Override
    void close() {
        if (!ending) {
            ending = true;
            if (failsByCancel) {
                computing.cancel();
            } else {
                answer.setException(new IllegalStateException("no answer"));
            }
            later(this::grantFirst);
        }
    }

    @Override
    Object took(int i) {
        if (!computed) {
            computed = true;
            grantAll();
        }
        return "value";
    }

    @Override
    void passedOn(int i) {
        if (!computed) {
            grantFirst();
        }
    }

    @Override
    void check() {
        assertThat(once.isDone()).isEqualTo(computed);
        if (!ending && waiting() == 0) {
            close();
            turn();
        }
        if (computing.isDone() && !computing.isCancelled()) {
            computing.exception(); // seen
        }
    }
}
