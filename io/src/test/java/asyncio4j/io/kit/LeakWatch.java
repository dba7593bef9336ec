package asyncio4j.io.kit;

import io.netty.buffer.ByteBufAllocator;
import io.netty.util.ResourceLeakDetector;
import io.netty.util.ResourceLeakDetectorFactory;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestPlan;

/** Fails the test run when Netty's leak detector has found a buffer that nobody released. */
public final class LeakWatch implements TestExecutionListener {
    private static final List<String> LEAKS = new CopyOnWriteArrayList<>();

    /** What has leaked so far. */
    public static List<String> leaks() {
        return LEAKS;
    }

    @Override
    public void testPlanExecutionStarted(TestPlan plan) {
        ResourceLeakDetectorFactory.setResourceLeakDetectorFactory(new Factory());
    }

    @Override
    public void testPlanExecutionFinished(TestPlan plan) {
        for (int i = 0; i < 3; i++) {
            System.gc();
            ByteBufAllocator.DEFAULT.directBuffer().release(); // the detector looks when something is allocated
        }
        if (!LEAKS.isEmpty()) {
            System.err.println("buffers leaked: " + LEAKS);
            Runtime.getRuntime().halt(3); // surefire ignores what a listener throws
        }
    }

    private static final class Factory extends ResourceLeakDetectorFactory {
        @Override
        @SuppressWarnings("deprecation") // the abstract method is
        public <T> ResourceLeakDetector<T> newResourceLeakDetector(Class<T> type, int interval, long maxActive) {
            return newResourceLeakDetector(type, interval);
        }

        @Override
        public <T> ResourceLeakDetector<T> newResourceLeakDetector(Class<T> type, int interval) {
            return new ResourceLeakDetector<T>(type, interval) {
                @Override
                protected void reportTracedLeak(String resource, String records) {
                    LEAKS.add(resource + records);
                }

                @Override
                protected void reportUntracedLeak(String resource) {
                    LEAKS.add(resource);
                }
            };
        }
    }
}
