package asyncio4j.internal.task;

import org.jspecify.annotations.Nullable;

/// Context variables and their values: an immutable hash table, copied on change. Any thread.
final class Vars {
    private static final Vars EMPTY = new Vars(new Object[4], 0);

    private final @Nullable Object[] table; // key, value, key, value ...; at most half full
    private final int size;

    private Vars(@Nullable Object[] table, int size) {
        this.table = table;
        this.size = size;
    }

    static @Nullable Object get(@Nullable Vars vars, Object key, @Nullable Object fallback) {
        if (vars == null) {
            return fallback;
        }
        int i = slot(vars.table, key);
        return vars.table[i] == null ? fallback : vars.table[i + 1];
    }

    static Vars with(@Nullable Vars vars, Object key, @Nullable Object value) {
        Vars from = vars == null ? EMPTY : vars;
        boolean present = from.table[slot(from.table, key)] != null;
        int size = present ? from.size : from.size + 1;
        var table = copy(from.table, size, null);
        put(table, key, value);
        return new Vars(table, size);
    }

    static @Nullable Vars without(@Nullable Vars vars, Object key) {
        if (vars == null || vars.table[slot(vars.table, key)] == null) {
            return vars;
        }
        return vars.size == 1 ? null : new Vars(copy(vars.table, vars.size - 1, key), vars.size - 1);
    }

    private static @Nullable Object[] copy(@Nullable Object[] from, int size, @Nullable Object except) {
        int capacity = Integer.highestOneBit(Math.max(2, size * 2 - 1)) * 4;
        var to = new @Nullable Object[capacity];
        for (int i = 0; i < from.length; i += 2) {
            Object key = from[i];
            if (key != null && key != except) {
                put(to, key, from[i + 1]);
            }
        }
        return to;
    }

    private static void put(@Nullable Object[] table, Object key, @Nullable Object value) {
        int i = slot(table, key);
        table[i] = key;
        table[i + 1] = value;
    }

    private static int slot(@Nullable Object[] table, Object key) {
        int mask = table.length - 2;
        int i = System.identityHashCode(key) * 2 & mask;
        while (table[i] != null && table[i] != key) {
            i = i + 2 & mask;
        }
        return i;
    }
}
