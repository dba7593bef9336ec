package asyncio4j.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** Defaults, and values that make no sense. */
class OptionsTest {
    private static final ConnectOptions CONNECT = ConnectOptions.defaults();
    private static final ServeOptions SERVE = ServeOptions.defaults();

    @Test
    void defaultsAreAsDocumented() {
        assertThat(CONNECT.tls()).isNull();
        assertThat(CONNECT.connectTimeout()).isNull();
        assertThat(CONNECT.idleTimeout()).isNull();
        assertThat(CONNECT.handshakeTimeout()).isEqualTo(Duration.ofSeconds(60));
        assertThat(CONNECT.closeTimeout()).isEqualTo(Duration.ofSeconds(30));
        assertThat(CONNECT.limit()).isEqualTo(65_536);
        assertThat(CONNECT.highWater()).isEqualTo(65_536);
        assertThat(CONNECT.lowWater()).isEqualTo(16_384);
        assertThat(CONNECT.noDelay()).isTrue();
        assertThat(CONNECT.keepAlive()).isFalse();
        assertThat(CONNECT.localAddress()).isNull();
        assertThat(SERVE.backlog()).isEqualTo(100);
        assertThat(SERVE.maxConnections()).isZero();
        assertThat(SERVE.reusePort()).isFalse();
        assertThat(SERVE.limit()).isEqualTo(65_536);
    }

    @Test
    void eachWitherChangesItsOwnValueOnly() {
        var changed = SERVE.withIdleTimeout(Duration.ofSeconds(1))
                .withHandshakeTimeout(Duration.ofSeconds(2))
                .withCloseTimeout(Duration.ofSeconds(3))
                .withLimit(4)
                .withHighWater(50)
                .withLowWater(6)
                .withNoDelay(false)
                .withKeepAlive(true)
                .withBacklog(7)
                .withReusePort(true)
                .withMaxConnections(8);
        assertThat(List.of(
                        changed.idleTimeout(),
                        changed.handshakeTimeout(),
                        changed.closeTimeout(),
                        changed.limit(),
                        changed.highWater(),
                        changed.lowWater(),
                        changed.noDelay(),
                        changed.keepAlive(),
                        changed.backlog(),
                        changed.reusePort(),
                        changed.maxConnections()))
                .containsExactly(
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(2),
                        Duration.ofSeconds(3),
                        4,
                        50,
                        6,
                        false,
                        true,
                        7,
                        true,
                        8);
        assertThat(SERVE.limit()).isEqualTo(65_536);
    }

    @Test
    void aLowerHighMarkTakesTheLowMarkWithIt() {
        assertThat(CONNECT.withHighWater(1000).lowWater()).isEqualTo(250);
        assertThat(CONNECT.withHighWater(20_000).lowWater()).isEqualTo(16_384);
    }

    @Test
    void valuesWithoutSenseAreRefusedWhereTheyAreSet() {
        refused(() -> CONNECT.withConnectTimeout(Duration.ZERO), "connectTimeout");
        refused(() -> CONNECT.withIdleTimeout(Duration.ofSeconds(-1)), "idleTimeout");
        refused(() -> CONNECT.withCloseTimeout(Duration.ZERO), "closeTimeout");
        refused(() -> CONNECT.withLimit(0), "limit");
        refused(() -> CONNECT.withHighWater(-1), "highWater");
        refused(() -> CONNECT.withLowWater(-1), "lowWater");
        refused(() -> CONNECT.withLowWater(65_537), "lowWater");
        refused(() -> SERVE.withBacklog(0), "backlog");
        refused(() -> SERVE.withMaxConnections(-1), "maxConnections");
    }

    private static void refused(ThrowingCallable call, String name) {
        assertThatThrownBy(call).isInstanceOf(IllegalArgumentException.class).hasMessageContaining(name);
    }
}
