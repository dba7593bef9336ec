package asyncio4j.testing.junit;

import static asyncio4j.Asyncio.createTask;
import static asyncio4j.Asyncio.currentTask;
import static asyncio4j.Asyncio.getRunningLoop;
import static asyncio4j.Asyncio.sleep;
import static asyncio4j.Asyncio.yieldNow;
import static org.assertj.core.api.Assertions.assertThat;

import asyncio4j.EventLoop;
import asyncio4j.Task;
import asyncio4j.TaskGroup;
import asyncio4j.testing.AsyncTest;
import asyncio4j.testing.Trail;
import asyncio4j.testing.VirtualClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// An async test method as a user writes it.
class AsyncTestTest {
    private EventLoop before;
    private Task<String> background;

    @BeforeEach
    void startSomething(EventLoop loop) {
        before = loop;
        assertThat(getRunningLoop()).isSameAs(loop);
        background = createTask(() -> {
            yieldNow();
            return "data";
        });
    }

    @AfterEach
    void theLoopIsStillTheSame() {
        assertThat(getRunningLoop()).isSameAs(before);
        assertThat(background.await()).isEqualTo("data");
    }

    @AsyncTest
    void awaitsWhatWasStartedBefore(EventLoop loop) {
        assertThat(loop).isSameAs(before).isSameAs(getRunningLoop());
        assertThat(loop.getDebug()).isTrue();
        assertThat(background.await()).isEqualTo("data");
    }

    @AsyncTest
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void runsOncePerArgument(int n, EventLoop loop) {
        yieldNow();
        assertThat(n).isBetween(1, 3);
        assertThat(getRunningLoop()).isSameAs(loop);
    }

    @AsyncTest
    @RepeatedTest(2)
    void runsOncePerRepetition() {
        assertThat(currentTask()).isNotNull();
    }

    @AsyncTest(virtualTime = true)
    void anHourTakesNoTime(VirtualClock clock) {
        sleep(Duration.ofHours(1));
        assertThat(clock.now()).isEqualTo(Duration.ofHours(1));
        assertThat(VirtualClock.current()).isSameAs(clock);
    }

    @AsyncTest
    void endsWithTheTasksOfItsGroup(TaskGroup group) {
        var trail = new Trail();
        group.createTask(() -> {
            yieldNow();
            trail.add("task");
            trail.is("body", "task");
        });
        trail.add("body");
    }

    @Nested
    class Inside {
        @AsyncTest
        void aNestedTestHasTheOuterLifecycle() {
            assertThat(getRunningLoop()).isSameAs(before);
        }
    }

    // ---- a fake in place of a session ----

    interface Session {
        Response get(String url);
    }

    interface Response {
        String text();
    }

    static String fetch(Session session) {
        return session.get("url").text();
    }

    @AsyncTest
    void aPlainFakeTakesThePlaceOfASession() {
        List<String> asked = new ArrayList<>();
        Session fake = url -> {
            asked.add(url);
            return () -> {
                yieldNow(); // its text must be awaited
                return "data";
            };
        };
        assertThat(fetch(fake)).isEqualTo("data");
        assertThat(asked).containsExactly("url");
    }
}
