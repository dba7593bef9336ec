package asyncio4j.programs;

import static asyncio4j.Asyncio.*;

import asyncio4j.AsyncFuture;
import asyncio4j.Asyncio;
import asyncio4j.Awaitable;
import asyncio4j.ReturnWhen;
import asyncio4j.Task;
import asyncio4j.kit.Loops;
import asyncio4j.kit.Trail;
import java.util.ArrayList;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Several jobs at once: waited for as a list, as a set, over one shared session. */
@Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SharingProgramsTest {
    private final Trail out = new Trail();

    @Test
    void gatherKeepsOrderWaitGivesSets() { // P36
        Loops.virtual(() -> {
            var jobs = IntStream.range(0, 3)
                    .mapToObj(n -> (Awaitable<Integer>) () -> sleep(seconds(3 - n), n))
                    .toList();
            out.add("Gather: " + gather(jobs));

            var tasks = new ArrayList<Task<Integer>>();
            jobs.forEach(job -> tasks.add(createTask(job)));
            var seen = Asyncio.<Integer>wait(tasks, ReturnWhen.ALL_COMPLETED);
            var values = seen.done().stream().map(AsyncFuture::result).sorted().toList();
            out.add("Wait: " + values + " pending " + seen.pending().size());
        });
        try {
            gather(() -> sleep(millis(1), 1), () -> sleep(millis(1), 2));
        } catch (IllegalStateException e) {
            out.add("outside: true");
        }
        out.is("Gather: [0, 1, 2]", "Wait: [0, 1, 2] pending 0", "outside: true");
    }

    private int opened;
    private int closed;

    private final class Session implements AutoCloseable {
        Session() {
            sleep(seconds(1)); // expensive
            opened++;
        }

        String get(String url) {
            sleep(seconds(1));
            return url;
        }

        @Override
        public void close() {
            sleep(seconds(1));
            closed++;
        }
    }

    @Test
    void oneSessionForTenRequests() { // P51
        Loops.virtual(() -> {
            try (var session = new Session()) {
                var pages = gather(IntStream.range(0, 10)
                        .mapToObj(i -> (Awaitable<String>) () -> session.get("page " + i))
                        .toList());
                out.add(pages.size() + " " + pages.getFirst() + " .. " + pages.getLast());
            }
            out.add("opened " + opened + ", closed " + closed);
        });
        out.is("10 page 0 .. page 9", "opened 1, closed 1");
    }
}
