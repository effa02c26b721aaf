package io.memsafe.benchmarks.giveback.child;

import java.util.concurrent.atomic.AtomicBoolean;

/**
 * An object that is dear to make: tables of half a megabyte, filled by computing.
 *
 * <p>Thread-safety: {@link #take()} and {@link #giveBack()} by any, the rest by who has taken it.
 */
final class DearObject {
    /** What one takes in the heap. */
    static final long BYTES = 512 << 10;

    private static final int TABLES = 8;
    private static final int HEADER_BYTES = 16;

    private final byte[][] tables = new byte[TABLES][(int) BYTES / TABLES - HEADER_BYTES];
    private final AtomicBoolean taken = new AtomicBoolean();

    DearObject(long seed) {
        for (int i = 0; i < TABLES; i++) {
            Computing.fill(tables[i], seed + i, 1);
        }
    }

    /** Whether nobody else has it. */
    boolean take() {
        return taken.compareAndSet(false, true);
    }

    /** Whether who gives it back was the one that had it. */
    boolean giveBack() {
        return taken.compareAndSet(true, false);
    }

    /** Some work with it. */
    int use(int seed) {
        int at = seed;
        for (int i = 0; i < 2_000; i++) {
            byte[] table = tables[i & (TABLES - 1)];
            at = at * 31 + table[(at & Integer.MAX_VALUE) % table.length];
        }
        return at;
    }
}
