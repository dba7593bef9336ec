package asyncio4j.behaviour;

import static asyncio4j.Asyncio.createTask;
import static asyncio4j.Asyncio.yieldNow;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import asyncio4j.Context;
import asyncio4j.ContextVar;
import asyncio4j.Token;
import asyncio4j.kit.Loops;
import java.io.IOException;
import java.lang.reflect.Modifier;
import java.util.NoSuchElementException;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Context variables, their tokens, and contexts by themselves. */
@Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ContextVarTest {
    private final ContextVar<String> bare = ContextVar.of("bare");
    private final ContextVar<String> defaulted = ContextVar.of("defaulted", "default");

    @Test
    void withoutAValueTheDefaultIsReturnedOrNoSuchElementExceptionThrown() {
        assertThat(defaulted.get()).isEqualTo("default");
        assertThatThrownBy(() -> bare.get())
                .isInstanceOf(NoSuchElementException.class)
                .hasMessageContaining("bare");
    }

    @Test
    void theFallbackOfTheCallGoesBeforeTheDefault() {
        assertThat(bare.get("fallback")).isEqualTo("fallback");
        assertThat(defaulted.get("fallback")).isEqualTo("fallback");
        defaulted.set("value");
        assertThat(defaulted.get("fallback")).isEqualTo("value");
    }

    @Test
    void nullIsAValueLikeAnyOther() {
        bare.set(null);
        assertThat(bare.get()).isNull();
        assertThat(bare.get("fallback")).isNull();
        ContextVar<String> nullByDefault = ContextVar.of("null", null);
        assertThat(nullByDefault.get()).isNull();
    }

    @Test
    void twoVariablesOfOneNameAreTwo() {
        ContextVar<String> twin = ContextVar.of("bare");
        bare.set("first");
        assertThat(twin.get("none")).isEqualTo("none");
        assertThat(twin.name()).isEqualTo(bare.name());
    }

    @Test
    void resetBringsBackWhatWasThereBefore() {
        Token<String> unset = bare.set("one");
        Token<String> one = bare.set("two");
        bare.reset(one);
        assertThat(bare.get()).isEqualTo("one");
        bare.reset(unset);
        assertThatThrownBy(() -> bare.get()).isInstanceOf(NoSuchElementException.class);

        Token<String> toDefault = defaulted.set("value");
        defaulted.reset(toDefault);
        assertThat(defaulted.get()).isEqualTo("default");
    }

    @Test
    void resetOfAnOuterTokenSkipsInnerSets() {
        Token<String> outer = bare.set("outer");
        bare.set("inner");
        bare.reset(outer);
        assertThat(bare.get("none")).isEqualTo("none");
    }

    @Test
    void aTokenWorksOnce() {
        Token<String> token = bare.set("value");
        bare.reset(token);
        bare.set("again");
        assertThatThrownBy(() -> bare.reset(token)).isInstanceOf(IllegalStateException.class);
        assertThat(bare.get()).isEqualTo("again");
    }

    @Test
    void aTokenOfAnotherVariableIsRefused() {
        Token<String> token = bare.set("value");
        assertThatThrownBy(() -> defaulted.reset(token)).isInstanceOf(IllegalArgumentException.class);
        assertThat(bare.get()).isEqualTo("value");
        bare.reset(token);
        assertThat(bare.get("none")).isEqualTo("none");
    }

    @Test
    void aTokenOfAnotherContextIsRefused() {
        Loops.virtual(() -> {
            Token<String> token = bare.set("main's");
            var thrown = createTask(() -> catchThrowable(() -> bare.reset(token)));
            assertThat(thrown.await()).isInstanceOf(IllegalArgumentException.class);
            assertThat(bare.get()).isEqualTo("main's");
            yieldNow();
            bare.reset(token);
            assertThat(bare.get("none")).isEqualTo("none");
        });
    }

    @Test
    void aTokenIsATopLevelFinalClass() {
        assertThat(Modifier.isFinal(Token.class.getModifiers())).isTrue();
        assertThat(Token.class.getEnclosingClass()).isNull();
    }

    @Test
    void aCopyIsIndependentOfItsOriginalBothWays() throws Exception {
        bare.set("before");
        Context copy = Context.copy();
        bare.set("after");
        assertThat(copy.run(() -> bare.get())).isEqualTo("before");
        copy.run(() -> {
            bare.set("in the copy");
        });
        assertThat(bare.get()).isEqualTo("after");
        assertThat(copy.run(() -> bare.get())).isEqualTo("in the copy");
    }

    @Test
    void contextsNestAndAreLeftAlsoByAFailure() throws Exception {
        Context outer = Context.copy();
        Context inner = Context.copy();
        var failure = new IOException("inside");
        outer.run(() -> {
            bare.set("outer");
            assertThat(catchThrowable(() -> inner.run(() -> {
                        bare.set("inner");
                        throw failure;
                    })))
                    .isSameAs(failure);
            assertThat(bare.get()).isEqualTo("outer");
        });
        assertThat(bare.get("none")).isEqualTo("none");
        assertThat(inner.run(() -> bare.get())).isEqualTo("inner");
    }

    @Test
    void aContextIsKeptAcrossSuspensionsInsideIt() {
        Loops.virtual(() -> {
            Context other = Context.copy();
            bare.set("main's");
            var meanwhile = createTask(() -> bare.get("none"));
            String seen = other.run(() -> {
                bare.set("other's");
                yieldNow();
                return bare.get();
            });
            assertThat(seen).isEqualTo("other's");
            assertThat(meanwhile.await()).isEqualTo("main's");
            assertThat(bare.get()).isEqualTo("main's");
        });
    }

    @Test
    void outsideLoopsEveryThreadHasAContextOfItsOwn() throws Exception {
        bare.set("this thread's");
        var seen = new CompletableFuture<String>();
        Thread.ofPlatform().start(() -> {
            seen.complete(bare.get("none"));
            bare.set("other thread's");
        });
        assertThat(seen.get()).isEqualTo("none");
        assertThat(bare.get()).isEqualTo("this thread's");
    }
}
