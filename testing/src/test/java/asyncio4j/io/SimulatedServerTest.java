package asyncio4j.io;

import org.junit.jupiter.api.extension.ExtendWith;

/** Servers on a simulated network behave as on the sockets of the machine. */
@ExtendWith(SimulatedNet.class)
class SimulatedServerTest extends ServerTest {}
