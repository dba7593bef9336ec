package asyncio4j.sync;

import static org.assertj.core.api.Assertions.assertThat;

import asyncio4j.kit.Loops;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every sequence of grant, cancel, timeout, close and turns of the loop over two and three waiters: nothing is lost or
 * doubled, who was not cancelled is served in order, everything ends.
 */
@Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class EveryInterleavingTest {
    static Stream<Arguments> operations() {
        return Stream.of(
                operation("AsyncLock.acquire", LockContenders::new),
                operation("AsyncRLock.acquire", () -> new LockContenders(new AsyncRLock())),
                operation("AsyncRWLock, write read write", () -> new RWContenders("wrw", true)),
                operation("AsyncRWLock, read write read", () -> new RWContenders("rwr", true)),
                operation("AsyncRWLock, write read read after a reader", () -> new RWContenders("wrr", false)),
                operation("AsyncRWLock, write write after a reader", () -> new RWContenders("wwr", false)),
                operation("AsyncLatch.await", LatchContenders::new),
                operation("AsyncOnce.get, which may fail", () -> new OnceContenders(false)),
                operation("AsyncOnce.get, which may be cancelled", () -> new OnceContenders(true)),
                operation("AsyncSemaphore.acquire", SemaphoreContenders::new),
                operation("AsyncEvent.await", EventContenders::new),
                operation("AsyncCondition.await", ConditionContenders::new),
                operation("AsyncQueue.get", () -> new GetContenders(false)),
                operation("AsyncQueue.get, shut down immediately", () -> new GetContenders(true)),
                operation("AsyncQueue.put", () -> new PutContenders(false)),
                operation("AsyncQueue.put, shut down immediately", () -> new PutContenders(true)),
                operation("AsyncQueue.join", JoinContenders::new),
                operation("ResourcePool.acquire", PoolContenders::new),
                operation("CapacityLimiter.acquire", LimiterContenders::new),
                operation("AsyncChannel.receive", () -> new ReceiveContenders(1, false)),
                operation("AsyncChannel.receive, from hand to hand", () -> new ReceiveContenders(0, false)),
                operation("Select of receives", () -> new ReceiveContenders(1, true)),
                operation("AsyncChannel.send", () -> new SendContenders(1, false)),
                operation("AsyncChannel.send, from hand to hand", () -> new SendContenders(0, false)),
                operation("Select of sends", () -> new SendContenders(1, true)));
    }

    private static Arguments operation(String name, Supplier<Contenders> contenders) {
        return Arguments.of(name, contenders);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("operations")
    void twoWaiters(String name, Supplier<Contenders> contenders) {
        Loops.virtual(() -> everySequence(contenders, 2, 4));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("operations")
    void threeWaiters(String name, Supplier<Contenders> contenders) {
        Loops.virtual(() -> everySequence(contenders, 3, 4));
    }

    private static void everySequence(Supplier<Contenders> contenders, int waiters, int longest) {
        int actions = 3 + 2 * waiters;
        int sequences = 0;
        for (int length = 1; length <= longest; length++) {
            int count = (int) Math.pow(actions, length);
            for (int number = 0; number < count; number++) {
                play(contenders.get(), waiters, digits(number, actions, length));
                sequences++;
            }
        }
        assertThat(sequences).isGreaterThanOrEqualTo(2800);
    }

    private static int[] digits(int number, int base, int length) {
        var digits = new int[length];
        for (int i = 0; i < length; i++, number /= base) {
            digits[i] = number % base;
        }
        return digits;
    }

    private static void play(Contenders contenders, int waiters, int[] actions) {
        List<String> played = new ArrayList<>();
        try {
            contenders.start(waiters);
            for (int action : actions) {
                played.add(act(contenders, waiters, action));
            }
            contenders.finish();
        } catch (Throwable e) {
            throw new AssertionError("after " + played, e);
        }
    }

    private static String act(Contenders contenders, int waiters, int action) {
        if (action == 0) {
            contenders.grant();
            return "grant";
        } else if (action == 1) {
            contenders.close();
            return "close";
        } else if (action == 2) {
            contenders.turn();
            return "turn";
        }
        int who = (action - 3) / 2;
        if (action % 2 == 0) {
            contenders.cancel(who);
            return "cancel " + who;
        }
        contenders.expire(who);
        return "timeout " + who;
    }
}
