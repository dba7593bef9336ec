package asyncio4j.io;

import org.junit.jupiter.api.extension.ExtendWith;

/** Connecting on a simulated network behave as on the sockets of the machine. */
@ExtendWith(SimulatedNet.class)
class SimulatedConnectTest extends ConnectTest {}
