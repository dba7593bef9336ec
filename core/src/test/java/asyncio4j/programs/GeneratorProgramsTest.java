package asyncio4j.programs;

import static asyncio4j.Asyncio.createTask;
import static asyncio4j.Asyncio.millis;
import static asyncio4j.Asyncio.sleep;

import asyncio4j.iter.AsyncGenerator;
import asyncio4j.kit.Loops;
import asyncio4j.kit.Trail;
import java.util.Iterator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Programs with values that come one after another. */
@Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class GeneratorProgramsTest {
    private final Trail out = new Trail();
    private int running;
    private int max;
    private int produced;

    private static AsyncGenerator<Integer> numbers() {
        return AsyncGenerator.of(y -> {
            for (int i = 0; i < 5; i++) {
                sleep(millis(10));
                y.emit(i);
            }
        });
    }

    @Test
    void generatorWithPausesLoopAndCollect() { // P15
        Loops.virtual(() -> {
            for (int i : numbers()) {
                out.add(i);
            }
            out.add(numbers().toList());
            out.add(numbers().filter(i -> i % 2 == 0).map(i -> i * i).toList());
        });
        out.is(0, 1, 2, 3, 4, "[0, 1, 2, 3, 4]", "[0, 4, 16]");
    }

    /** An iterator whose step suspends: nothing special. */
    private static final class Counter implements Iterator<Integer> {
        private final int stop;
        private int at;

        Counter(int stop) {
            this.stop = stop;
        }

        @Override
        public boolean hasNext() {
            return at < stop;
        }

        @Override
        public Integer next() {
            sleep(millis(10));
            return ++at;
        }
    }

    @Test
    void handWrittenIteratorThatSuspends() { // P16
        Loops.virtual(() -> {
            int[] ticks = {0};
            var ticker = createTask(() -> {
                while (true) {
                    ticks[0]++;
                    sleep(millis(1));
                }
            });
            Iterable<Integer> counter = () -> new Counter(3);
            for (int i : counter) {
                out.add(i);
            }
            out.add("others ran: " + (ticks[0] > 10));
            ticker.cancel();
        });
        out.is(1, 2, 3, "others ran: true");
    }

    private int slowSquare(int i) {
        max = Math.max(max, ++running);
        sleep(millis(60 - 10L * i));
        running--;
        return i * i;
    }

    @Test
    void mapOverARangeThreeAtATime() { // P65
        Loops.virtual(() -> {
            AsyncGenerator<Integer> range = AsyncGenerator.of(y -> {
                for (int i = 0; i < 5; i++) {
                    y.emit(i);
                }
            });
            out.add(range.mapConcurrent(3, this::slowSquare).toList());
            out.add("max " + max);
        });
        out.is("[0, 1, 4, 9, 16]", "max 3");
    }

    @Test
    void generatorLeftEarlyIsClosed() { // P85
        Loops.virtual(() -> {
            AsyncGenerator<Integer> endless = AsyncGenerator.of(y -> {
                try {
                    for (int i = 0; ; i++) {
                        produced++;
                        y.emit(i);
                    }
                } finally {
                    sleep(millis(10));
                    out.add("producer closed");
                }
            });
            try (endless) {
                for (int i : endless) {
                    out.add(i);
                    if (i == 2) {
                        break;
                    }
                }
                out.add("left loop");
            }
            out.add("produced " + produced);
        });
        out.is(0, 1, 2, "left loop", "producer closed", "produced 3");
    }
}
