package asyncio4j.testing;

import asyncio4j.io.spi.Network;
import asyncio4j.spi.LoopConfig;

/// Gives loops in virtual time a simulated network, when module io is there; without it nobody could use one.
final class NetworkPart {
    private static final boolean IO = exists("asyncio4j.io.spi.Network");

    private NetworkPart() {}

    /// `config` with a network of its own whose decisions `chance` takes, unless it has one.
    static LoopConfig on(LoopConfig config, Chance chance) {
        return IO ? Plug.on(config, chance) : config;
    }

    private static boolean exists(String type) {
        try {
            Class.forName(type, false, NetworkPart.class.getClassLoader());
            return true;
        } catch (ClassNotFoundException e) {
            return false;
        }
    }

    /// Apart, so that nothing of io is loaded where there is none.
    private static final class Plug {
        static LoopConfig on(LoopConfig config, Chance chance) {
            return config.part(Network.class) != null ? config : new SimulatedNetwork(chance).on(config);
        }
    }
}
