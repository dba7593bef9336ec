package asyncio4j.cli;

/// Competition for the processors: threads of this process, so that they end with it, however it ends.
final class Load {
    private Load() {}

    static void start() {
        for (var i = 0; i < Runtime.getRuntime().availableProcessors(); i++) {
            Thread.ofPlatform().daemon().name("load-" + i).start(Load::burn);
        }
    }

    private static void burn() {
        while (true) {
            Thread.onSpinWait();
        }
    }
}
