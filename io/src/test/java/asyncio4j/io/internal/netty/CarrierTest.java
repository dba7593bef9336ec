package asyncio4j.io.internal.netty;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.channel.ChannelException;
import java.io.IOException;
import java.net.SocketException;
import org.junit.jupiter.api.Test;

/** What opening a socket says when there is none. */
class CarrierTest {
    @Test
    void withoutDescriptorsLeftOpeningIsAnIOException() {
        assertThatThrownBy(() -> Carrier.open(() -> {
                    throw new ChannelException("Failed to open", new IOException("Too many open files"));
                }))
                .isInstanceOf(SocketException.class)
                .hasMessage("cannot open a socket: Too many open files");
    }
}
