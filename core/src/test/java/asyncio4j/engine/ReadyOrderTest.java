package asyncio4j.engine;

import static asyncio4j.Asyncio.createTask;
import static asyncio4j.Asyncio.gather;
import static asyncio4j.Asyncio.getRunningLoop;
import static asyncio4j.Asyncio.yieldNow;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import asyncio4j.Action;
import asyncio4j.RunOptions;
import asyncio4j.Runner;
import asyncio4j.Task;
import asyncio4j.kit.Trail;
import asyncio4j.kit.VirtualTime;
import asyncio4j.spi.LoopConfig;
import asyncio4j.spi.ReadyOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A schedule of one's own decides which due task steps next. */
@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ReadyOrderTest {
    private final Trail trail = new Trail();

    @Test
    void withoutOneTasksStepInTheOrderInWhichTheyBecameDue() {
        scheduled(null, () -> begin("a", "b", "c", "d"));
        trail.is("a", "b", "c", "d");
    }

    @Test
    void lastInFirstOutTurnsTheOrderOfTasksAround() {
        scheduled(due -> due.size() - 1, () -> begin("a", "b", "c", "d"));
        trail.is("d", "c", "b", "a");
    }

    @Test
    void orderIsAskedBeforeEveryStepAndSeesTheDueTasksInTheirOrder() {
        var asked = new ArrayList<List<String>>();
        scheduled(
                due -> {
                    asked.add(due.stream().map(Task::name).toList());
                    return 0;
                },
                () -> begin("a", "b", "c"));
        assertThat(asked).contains(List.of("a", "b", "c"), List.of("b", "c"), List.of("c"));
        trail.is("a", "b", "c");
    }

    @Test
    void callbacksKeepTheirOrderAmongThemselves() {
        scheduled(due -> due.size() - 1, () -> {
            for (int i = 0; i < 5; i++) {
                int n = i;
                getRunningLoop().callSoon(() -> trail.add(n));
            }
            createTask(() -> {}).await();
            yieldNow();
        });
        trail.is(0, 1, 2, 3, 4);
    }

    @Test
    void stepIsNotTakenBeforeCallbacksThatWereQueuedBeforeItBecameDue() {
        scheduled(due -> due.size() - 1, () -> {
            createTask("held back", () -> trail.add("held back"));
            getRunningLoop().callSoon(() -> trail.add("callback"));
            createTask("preferred", () -> trail.add("preferred")).await();
        });
        trail.is("callback", "preferred", "held back");
    }

    @Test
    void taskThatIsHeldBackStandsStillWhileOthersTakeManySteps() {
        ReadyOrder busyFirst = due -> {
            var names = due.stream().map(Task::name).toList();
            return Math.max(0, names.indexOf("busy"));
        };
        scheduled(busyFirst, () -> {
            Task<Void> held = createTask("held back", () -> trail.add("held back"));
            createTask("busy", () -> {
                for (int i = 0; i < 3; i++) {
                    trail.add(i);
                    yieldNow();
                }
            });
            held.await();
        });
        trail.is(0, 1, 2, "held back");
    }

    @Test
    void whatTheOrderThrowsLeavesRun() {
        var thrown = new IllegalStateException("enough");
        var steps = new int[1];
        assertThatThrownBy(() -> scheduled(
                        due -> {
                            if (++steps[0] == 50) {
                                throw thrown;
                            }
                            return 0;
                        },
                        () -> {
                            while (true) {
                                yieldNow();
                            }
                        }))
                .hasRootCause(thrown);
    }

    @Test
    void sameSeedGivesTheSameScheduleAndAnotherSeedAnother() {
        var first = seeded(1);
        assertThat(seeded(1)).isEqualTo(first);
        var others = new ArrayList<List<String>>();
        for (int seed = 2; seed < 6; seed++) {
            others.add(seeded(seed));
        }
        assertThat(others).anySatisfy(other -> assertThat(other).isNotEqualTo(first));
        assertThat(others).allSatisfy(other -> assertThat(other).hasSize(40).hasSameElementsAs(first));
    }

    private static List<String> seeded(long seed) {
        var random = new Random(seed);
        var steps = new Trail();
        scheduled(due -> random.nextInt(due.size()), () -> {
            var all = new ArrayList<Task<Void>>();
            for (int t = 0; t < 4; t++) {
                int task = t;
                all.add(createTask(() -> {
                    for (int i = 0; i < 10; i++) {
                        steps.add(task + "." + i);
                        yieldNow();
                    }
                }));
            }
            gather(all);
        });
        return steps.events();
    }

    private void begin(String... names) {
        var all = new ArrayList<Task<Void>>();
        for (String name : names) {
            all.add(createTask(name, () -> trail.add(name)));
        }
        gather(all);
    }

    private static void scheduled(ReadyOrder order, Action main) {
        var time = new VirtualTime();
        var config = LoopConfig.defaults().withClock(time).withPoller(time).withReadyOrder(order);
        try (var runner = new Runner(RunOptions.defaults().withLoopFactory(config::newLoop))) {
            runner.run(main);
        }
    }
}
