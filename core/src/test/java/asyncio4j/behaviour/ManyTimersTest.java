package asyncio4j.behaviour;

import static asyncio4j.Asyncio.getRunningLoop;
import static asyncio4j.Asyncio.seconds;
import static asyncio4j.Asyncio.sleep;
import static org.assertj.core.api.Assertions.assertThat;

import asyncio4j.TimerHandle;
import asyncio4j.kit.Loops;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Timeout;

/** Thousands of timers, many at the same time, added and cancelled in no order. */
@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ManyTimersTest {
    private record Timer(int number, int millis, TimerHandle handle) {}

    @RepeatedTest(20)
    void thoseNotCancelledRunByTimeAndTiesInTheOrderOfScheduling(RepetitionInfo repetition) {
        var random = new Random(repetition.getCurrentRepetition());
        Loops.virtual(() -> {
            var loop = getRunningLoop();
            List<Timer> pending = new ArrayList<>();
            List<Integer> ran = new ArrayList<>();
            double begin = loop.time();
            for (int i = 0; i < 5_000; i++) {
                int number = i;
                int millis = random.nextInt(400);
                pending.add(new Timer(i, millis, loop.callAt(begin + millis / 1e3, () -> ran.add(number))));
                if (random.nextInt(5) < 2) {
                    pending.remove(random.nextInt(pending.size())).handle().cancel();
                }
            }
            sleep(seconds(1));
            assertThat(ran)
                    .isEqualTo(pending.stream()
                            .sorted(Comparator.comparingInt(Timer::millis))
                            .map(Timer::number)
                            .toList());
        });
    }
}
