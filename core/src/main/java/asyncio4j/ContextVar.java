package asyncio4j;

import asyncio4j.internal.task.Contexts;
import asyncio4j.internal.task.Unchecked;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/// A variable with a value per [Context]: what thread-locals are to threads, for tasks.
///
/// ```java
/// static final ContextVar<String> USER = ContextVar.of("user", "nobody");
/// var token = USER.set("alice");
/// try { handle(); } finally { USER.reset(token); }
/// ```
///
/// Outside loops every thread has a context of its own.
///
/// @param <T> the value's type
/// @since 0.1
public final class ContextVar<T extends @Nullable Object> {
    private static final Object NONE = new Object();

    private final String name;
    private final @Nullable Object byDefault;

    private ContextVar(String name, @Nullable Object byDefault) {
        this.name = name;
        this.byDefault = byDefault;
    }

    /// A variable without a default value.
    public static <T extends @Nullable Object> ContextVar<T> of(String name) {
        return new ContextVar<>(name, NONE);
    }

    /// A variable with a default value.
    public static <T extends @Nullable Object> ContextVar<T> of(String name, T byDefault) {
        return new ContextVar<>(name, byDefault);
    }

    /// The name given at creation.
    public String name() {
        return name;
    }

    /// The value in the current context, else the default.
    ///
    /// @throws NoSuchElementException with neither
    public T get() {
        Object value = Contexts.lookUp(this, byDefault);
        if (value == NONE) {
            throw new NoSuchElementException("context variable '" + name + "' has no value here and no default");
        }
        return Unchecked.as(value);
    }

    /// The value in the current context, else `fallback`.
    public T get(T fallback) {
        return Unchecked.as(Contexts.lookUp(this, fallback));
    }

    /// Sets the value in the current context; the token takes it back.
    public Token<T> set(T value) {
        Object before = Contexts.lookUp(this, NONE);
        Contexts.set(this, value);
        return new Token<>(this, before, Contexts.identity());
    }

    /// Restores the value there was before the `set` that made `token`.
    ///
    /// @throws IllegalArgumentException if the token is of another variable or context
    /// @throws IllegalStateException if the token was used already
    public void reset(Token<T> token) {
        if (token.var != this) {
            throw new IllegalArgumentException("the token was made by another context variable, " + token.var.name);
        }
        if (token.used) {
            throw new IllegalStateException("the token of '" + name + "' was used already");
        }
        if (token.owner != Contexts.identity()) {
            throw new IllegalArgumentException("the token of '" + name + "' was made in another context");
        }
        token.used = true;
        if (token.before == NONE) {
            Contexts.unset(this);
        } else {
            Contexts.set(this, token.before);
        }
    }

    @Override
    public String toString() {
        return "ContextVar[" + name + "]";
    }
}
