package asyncio4j;

import org.jspecify.annotations.Nullable;

/// Takes back one [ContextVar#set].
///
/// @param <T> the variable's type
/// @since 0.1
public final class Token<T extends @Nullable Object> {
    final ContextVar<T> var;
    final @Nullable Object before;
    final Object owner;
    boolean used; // the context's own task or thread only

    Token(ContextVar<T> var, @Nullable Object before, Object owner) {
        this.var = var;
        this.before = before;
        this.owner = owner;
    }
}
