package asyncio4j.behaviour;

import static asyncio4j.Asyncio.createTask;
import static asyncio4j.Asyncio.currentTask;
import static asyncio4j.Asyncio.forEachConcurrent;
import static asyncio4j.Asyncio.mapConcurrent;
import static asyncio4j.Asyncio.millis;
import static asyncio4j.Asyncio.seconds;
import static asyncio4j.Asyncio.sleep;
import static asyncio4j.Asyncio.timeout;
import static asyncio4j.Asyncio.yieldNow;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import asyncio4j.AsyncTimeoutException;
import asyncio4j.Asyncio;
import asyncio4j.CancelledError;
import asyncio4j.ContextVar;
import asyncio4j.ExceptionGroup;
import asyncio4j.Task;
import asyncio4j.iter.AsyncGenerator;
import asyncio4j.kit.Loops;
import asyncio4j.kit.Trail;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class MapConcurrentTest {
    private final Trail trail = new Trail();
    private int now;
    private int most;

    private int square(int i) {
        most = Math.max(most, ++now);
        sleep(millis(100 - i));
        now--;
        return i * i;
    }

    @Test
    void resultsComeInOrderOfTheItemsAndNoMoreThanTheLimitRunAtOnce() {
        Loops.virtual(() -> {
            List<Integer> squares = mapConcurrent(List.of(1, 2, 3, 4, 5, 6, 7), 3, i -> square(i));
            assertThat(squares).containsExactly(1, 4, 9, 16, 25, 36, 49);
            assertThat(most).isEqualTo(3);
            List<Integer> none = mapConcurrent(List.<Integer>of(), 3, i -> square(i));
            assertThat(none).isEmpty();
        });
    }

    @Test
    void nullsAreItemsAndResults() {
        Loops.virtual(() -> {
            List<String> same = mapConcurrent(Arrays.asList("a", null), 1, s -> s);
            assertThat(same).containsExactly("a", null);
        });
    }

    @Test
    void aMillionItemsMakeNoMillionTasks() {
        Loops.virtual(() -> {
            int[] tasks = {0};
            long[] sum = {0};
            forEachConcurrent(() -> IntStream.range(0, 1_000_000).iterator(), 4, i -> {
                sum[0] += i;
                if (i % 100_000 == 0) {
                    tasks[0] = Math.max(tasks[0], Asyncio.allTasks().size());
                }
            });
            assertThat(sum[0]).isEqualTo(499_999_500_000L);
            assertThat(tasks[0]).isLessThanOrEqualTo(5);
        });
    }

    @Test
    void itemsAreAskedForOnlyWhenThereIsAPlaceAndMaySuspend() {
        Loops.virtual(() -> {
            try (var source = AsyncGenerator.<Integer>of(y -> {
                for (int i = 0; i < 4; i++) {
                    trail.add("ask " + i);
                    sleep(millis(10));
                    y.emit(i);
                }
            })) {
                forEachConcurrent(source, 2, i -> {
                    sleep(millis(100));
                    trail.add("end " + i);
                });
            }
        });
        trail.is("ask 0", "ask 1", "end 0", "ask 2", "end 1", "ask 3", "end 2", "end 3");
    }

    @Test
    void eachItemHasATaskAndContextOfItsOwn() {
        var var = ContextVar.of("v", "unset");
        Loops.virtual(() -> {
            var.set("outer");
            List<String> seen = mapConcurrent(List.of(1, 2, 3), 1, i -> {
                String before = var.get();
                var.set("item " + i);
                return currentTask().name() + " " + before;
            });
            assertThat(seen)
                    .containsExactly("mapConcurrent[0] outer", "mapConcurrent[1] outer", "mapConcurrent[2] outer");
        });
    }

    @Test
    void theFirstFailureCancelsTheOthersAndIsThrownAfterThem() {
        var failure = new IOException("first");
        Loops.virtual(() -> {
            assertThatThrownBy(() -> forEachConcurrent(List.of(1, 2, 3, 4), 3, i -> {
                        try {
                            sleep(millis(i * 10));
                            if (i == 1) {
                                throw failure;
                            }
                        } catch (CancelledError e) {
                            sleep(millis(500));
                            trail.add("cleaned " + i);
                            if (i == 2) {
                                throw new IllegalStateException("in clean-up");
                            }
                            throw e;
                        }
                    }))
                    .isSameAs(failure)
                    .satisfies(e -> assertThat(e.getSuppressed())
                            .extracting(Throwable::getMessage)
                            .containsExactly("in clean-up"));
            assertThat(currentTask().cancelling()).isZero();
            yieldNow();
            assertThat(Asyncio.allTasks()).hasSize(1);
        });
        trail.is("cleaned 2", "cleaned 3");
    }

    @Test
    void aGroupOfExceptionsIsAFailureLikeAnyOther() {
        var failure = new ExceptionGroup("mine", List.of(new IOException("x")));
        Loops.virtual(() -> assertThatThrownBy(() -> forEachConcurrent(List.of(1), 1, _ -> {
                    throw failure;
                }))
                .isSameAs(failure));
    }

    @Test
    void aSourceThatFailsCancelsWhatRuns() {
        Loops.virtual(() -> {
            var source = AsyncGenerator.<Integer>of(y -> {
                y.emit(1);
                sleep(millis(10));
                throw new IOException("source");
            });
            assertThatThrownBy(() -> forEachConcurrent(source, 2, i -> {
                        try {
                            sleep(seconds(60));
                        } finally {
                            trail.add("ended");
                        }
                    }))
                    .isInstanceOf(IOException.class)
                    .hasMessage("source");
        });
        trail.is("ended");
    }

    @Test
    void anItemThatIsCancelledByItselfIsAFailureToo() {
        var mine = new CancelledError("mine");
        Loops.virtual(() -> {
            assertThatThrownBy(() -> mapConcurrent(List.of(1, 2), 2, i -> {
                        if (i == 1) {
                            throw mine;
                        }
                        try {
                            return sleep(seconds(60), i);
                        } finally {
                            trail.add("ended " + i);
                        }
                    }))
                    .isInstanceOf(CancelledError.class)
                    .hasMessage("mine");
            assertThat(currentTask().cancelling()).isZero();
            yieldNow();
        });
        trail.is("ended 2");
    }

    @Test
    void cancellingTheCallerCancelsAll() {
        Loops.virtual(() -> {
            Task<Void> caller = createTask(() -> forEachConcurrent(List.of(1, 2, 3), 2, i -> {
                try {
                    sleep(seconds(60));
                } finally {
                    trail.add("ended " + i);
                }
            }));
            sleep(millis(10));
            caller.cancel();
            assertThatThrownBy(caller::await).isInstanceOf(CancelledError.class);
            assertThatThrownBy(() -> timeout(millis(10), () -> mapConcurrent(List.of(1), 1, i -> sleep(seconds(1), i))))
                    .isInstanceOf(AsyncTimeoutException.class);
        });
        trail.is("ended 1", "ended 2");
    }

    @Test
    void aLimitBelowOneIsRefused() {
        Loops.virtual(() -> {
            assertThatThrownBy(() -> forEachConcurrent(List.of(1), 0, _ -> {}))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> Asyncio.gather(0, List.of())).isInstanceOf(IllegalArgumentException.class);
        });
    }
}
