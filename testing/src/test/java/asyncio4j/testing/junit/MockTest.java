package asyncio4j.testing.junit;

import static asyncio4j.Asyncio.gather;
import static asyncio4j.Asyncio.sleep;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.ArgumentMatchers.anyString;
import static org.mockito.Mockito.inOrder;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.times;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.verifyNoMoreInteractions;
import static org.mockito.Mockito.when;

import asyncio4j.testing.AsyncTest;
import asyncio4j.testing.Explore;
import asyncio4j.testing.VirtualClock;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.mockito.exceptions.verification.WantedButNotInvoked;

/** Mockito's mocks are called by tasks, and their answers may wait. */
class MockTest {
    interface Session {
        String get(String url);
    }

    private Session session;

    @BeforeEach
    void makeTheMock() {
        session = mock(Session.class);
    }

    @AsyncTest
    void aMockAnswersAndIsVerified() {
        when(session.get("weather")).thenReturn("sunny");
        assertThat(gather(() -> session.get("weather"), () -> session.get("news")))
                .containsExactly("sunny", null);
        var order = inOrder(session);
        order.verify(session).get("weather");
        order.verify(session).get("news");
        verifyNoMoreInteractions(session);
        assertThatThrownBy(() -> verify(session).get("sports")).isInstanceOf(WantedButNotInvoked.class);
    }

    @AsyncTest(virtualTime = true)
    void anAnswerMayWait(VirtualClock clock) {
        when(session.get(anyString())).thenAnswer(call -> {
            sleep(Duration.ofHours(1));
            return "page of " + call.getArgument(0);
        });
        assertThat(gather(() -> session.get("a"), () -> session.get("b"))).containsExactly("page of a", "page of b");
        assertThat(clock.now()).isEqualTo(Duration.ofHours(1));
    }

    @Explore(runs = 20)
    void aMockIsFreshInEveryRun() {
        gather(() -> session.get("a"), () -> session.get("a"));
        verify(session, times(2)).get("a");
    }
}
