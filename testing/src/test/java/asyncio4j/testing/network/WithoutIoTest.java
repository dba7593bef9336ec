package asyncio4j.testing.network;

import static org.assertj.core.api.Assertions.assertThat;

import asyncio4j.Asyncio;
import asyncio4j.testing.Simulation;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;

/// Module io is optional.
class WithoutIoTest {
    /// What runs there.
    public static final class Body implements Callable<String> {
        @Override
        public String call() {
            return Simulation.<String>run(1, () -> {
                Asyncio.sleep(Asyncio.seconds(1000));
                return "slept";
            });
        }
    }

    @Test
    void simulationsRunWithoutModuleIo() throws Exception {
        URL[] path = {place(Asyncio.class), place(Simulation.class), place(Body.class)};
        try (var loader = new URLClassLoader(path, ClassLoader.getPlatformClassLoader())) {
            var body = (Callable<?>)
                    loader.loadClass(Body.class.getName()).getConstructor().newInstance();
            assertThat(body.getClass()).isNotEqualTo(Body.class);
            assertThat(body.call()).isEqualTo("slept");
        }
    }

    private static URL place(Class<?> type) {
        return type.getProtectionDomain().getCodeSource().getLocation();
    }
}
