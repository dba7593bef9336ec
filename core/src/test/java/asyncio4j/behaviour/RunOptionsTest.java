package asyncio4j.behaviour;

import static org.assertj.core.api.Assertions.assertThat;

import asyncio4j.Engine;
import asyncio4j.EventLoop;
import asyncio4j.RunOptions;
import asyncio4j.kit.VirtualTime;
import java.lang.reflect.Modifier;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The options of a run. */
@Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class RunOptionsTest {
    private final RunOptions defaults = RunOptions.defaults();

    @Test
    void byDefaultTheEngineIsAutoAndTheLoopTheUsualOne() {
        assertThat(defaults.engine()).isEqualTo(Engine.AUTO);
        assertThat(defaults.loopFactory()).isNull();
        assertThat(defaults.debug()).isEqualTo(Boolean.getBoolean("asyncio4j.debug"));
    }

    @Test
    void eachWitherChangesItsOwnOptionOnly() {
        Supplier<EventLoop> factory = VirtualTime::newLoop;
        var all = defaults.withDebug(!defaults.debug()).withEngine(Engine.BATON).withLoopFactory(factory);
        assertThat(all.debug()).isEqualTo(!defaults.debug());
        assertThat(all.engine()).isEqualTo(Engine.BATON);
        assertThat(all.loopFactory()).isSameAs(factory);

        var back = all.withLoopFactory(null).withEngine(Engine.AUTO);
        assertThat(back.loopFactory()).isNull();
        assertThat(back.engine()).isEqualTo(Engine.AUTO);
        assertThat(back.debug()).isEqualTo(!defaults.debug());
    }

    @Test
    void withersLeaveTheOriginalAlone() {
        boolean before = defaults.debug();
        var other = defaults.withDebug(!before).withEngine(Engine.BATON).withLoopFactory(VirtualTime::newLoop);
        assertThat(other).isNotSameAs(defaults);
        byDefaultTheEngineIsAutoAndTheLoopTheUsualOne();
    }

    @Test
    void theClassIsFinalAndHasNoPublicConstructor() {
        assertThat(Modifier.isFinal(RunOptions.class.getModifiers())).isTrue();
        assertThat(RunOptions.class.getConstructors()).isEmpty();
    }
}
