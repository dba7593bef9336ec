package asyncio4j.behaviour;

import static asyncio4j.Asyncio.createTask;
import static asyncio4j.Asyncio.gather;
import static asyncio4j.Asyncio.millis;
import static asyncio4j.Asyncio.seconds;
import static asyncio4j.Asyncio.sleep;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import asyncio4j.Asyncio;
import asyncio4j.Awaitable;
import asyncio4j.CancelledError;
import asyncio4j.ContextVar;
import asyncio4j.Task;
import asyncio4j.kit.LogTap;
import asyncio4j.kit.Loops;
import asyncio4j.kit.Trail;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class GatherLimitTest {
    private final Trail trail = new Trail();
    private int now;
    private int most;

    private Awaitable<Integer> work(int i) {
        return () -> {
            most = Math.max(most, ++now);
            try {
                return sleep(millis(100 - i), i);
            } finally {
                now--;
                trail.add("end " + i);
            }
        };
    }

    private List<Awaitable<Integer>> works(int count) {
        var all = new ArrayList<Awaitable<Integer>>();
        for (int i = 0; i < count; i++) {
            all.add(work(i));
        }
        return all;
    }

    @Test
    void resultsComeInArgumentOrderAndNoMoreThanTheLimitRunAtOnce() {
        Loops.virtual(() -> {
            assertThat(gather(3, works(8))).containsExactly(0, 1, 2, 3, 4, 5, 6, 7);
            assertThat(most).isEqualTo(3);
            assertThat(gather(100, works(2))).containsExactly(0, 1);
            assertThat(gather(1, List.<Awaitable<Integer>>of())).isEmpty();
        });
    }

    @Test
    void theFirstFailureIsThrownAtOnceAndTheOthersGoOn() {
        Loops.virtual(() -> {
            var all = works(4);
            all.set(1, () -> {
                throw new IOException("refused");
            });
            assertThatThrownBy(() -> gather(2, all)).isInstanceOf(IOException.class);
            trail.is();
            sleep(seconds(1));
        });
        trail.is("end 2", "end 0", "end 3"); // 2 is the shorter one
    }

    @Test
    void cancelledItCancelsWhatRunsAndBeginsNoMore() {
        Loops.virtual(() -> {
            var all = works(5);
            Task<List<Integer>> caller = createTask(() -> gather(2, all));
            sleep(millis(10));
            caller.cancel();
            assertThatThrownBy(caller::await).isInstanceOf(CancelledError.class);
            sleep(seconds(1));
            assertThat(Asyncio.allTasks()).hasSize(1);
        });
        trail.is("end 0", "end 1");
    }

    @Test
    void partsThatSwallowTheCancellationDoNotMakeItHang() {
        Loops.virtual(() -> {
            Awaitable<Integer> stubborn = () -> {
                try {
                    return sleep(seconds(60), 1);
                } catch (CancelledError e) {
                    return 2;
                }
            };
            Task<List<Integer>> caller = createTask(() -> gather(1, List.of(stubborn, stubborn)));
            sleep(millis(10));
            caller.cancel();
            assertThatThrownBy(caller::await).isInstanceOf(CancelledError.class);
        });
    }

    @Test
    void tasksAmongThemRunAlreadyAndDoNotCount() {
        Loops.virtual(() -> {
            Task<Integer> slow = createTask(() -> sleep(seconds(10), 42));
            assertThat(gather(1, List.of(slow, work(1), slow, work(2)))).containsExactly(42, 1, 42, 2);
            assertThat(most).isEqualTo(1);
        });
    }

    @Test
    void whatBeginsLaterSeesTheContextOfTheCall() {
        var var = ContextVar.of("v", "unset");
        Loops.virtual(() -> {
            var.set("outer");
            Awaitable<String> body = () -> {
                String seen = var.get();
                var.set("inner");
                sleep(millis(1));
                return seen;
            };
            assertThat(gather(1, List.of(body, body, body))).containsExactly("outer", "outer", "outer");
        });
    }

    @Test
    void aNullAmongThemIsRefusedBeforeAnythingBegins() {
        Loops.virtual(() -> {
            assertThatThrownBy(() -> gather(1, Arrays.asList(work(1), null))).isInstanceOf(NullPointerException.class);
            sleep(seconds(1));
        });
        trail.is();
    }

    @Test
    void theEndOfRunBeginsNoMore() {
        try (var log = new LogTap()) {
            Loops.virtual(() -> {
                var all = new ArrayList<Awaitable<Integer>>();
                all.add(() -> {
                    throw new IOException("refused");
                });
                all.addAll(works(4));
                assertThatThrownBy(() -> gather(1, all)).isInstanceOf(IOException.class);
                sleep(millis(1));
            });
            trail.is("end 0");
            assertThat(log.messages()).isEmpty();
        }
    }
}
