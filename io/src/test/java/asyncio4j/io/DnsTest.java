package asyncio4j.io;

import static asyncio4j.Asyncio.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import asyncio4j.CancelledError;
import asyncio4j.kit.Trail;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class DnsTest {
    @Test
    void aNameHasAddresses() {
        var addresses = run(() -> Dns.resolve("localhost"));
        assertThat(addresses).isNotEmpty().allMatch(InetAddress::isLoopbackAddress);
    }

    @Test
    void otherTasksRunDuringALookUp() {
        var trail = new Trail();
        run(() -> {
            createTask(() -> trail.add("other"));
            Dns.resolve("localhost");
            trail.add("resolved");
        });
        trail.is("other", "resolved");
    }

    @Test
    void literalAddressesAreThereAtOnce() {
        var trail = new Trail();
        run(() -> {
            createTask(() -> trail.add("other"));
            trail.add(Dns.resolve("192.0.2.1").getFirst().getHostAddress());
            assertThat(Dns.resolve("::1").getFirst()).isInstanceOf(Inet6Address.class);
            assertThat(Dns.resolve("[::1]").getFirst()).isInstanceOf(Inet6Address.class);
            trail.add("resolved");
        });
        trail.is("192.0.2.1", "resolved", "other");
    }

    @Test
    void aNameThatDoesNotExistIsUnknown() {
        run(() -> {
            String tooLong = "x".repeat(70) + ".invalid"; // refused without asking anybody
            assertThatThrownBy(() -> Dns.resolve(tooLong))
                    .isInstanceOf(UnknownHostException.class)
                    .hasMessageContaining(tooLong);
            assertThatThrownBy(() -> Dns.resolve("")).isInstanceOf(UnknownHostException.class);
        });
    }

    @Test
    void aLookUpCanBeCancelled() {
        run(() -> {
            var lookUp = createTask(() -> Dns.resolve("localhost"));
            yieldNow();
            lookUp.cancel();
            assertThatThrownBy(lookUp::await).isInstanceOf(CancelledError.class);
        });
    }

    @Test
    void itNeedsATask() {
        assertThatThrownBy(() -> Dns.resolve("127.0.0.1"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("no running event loop");
    }
}
