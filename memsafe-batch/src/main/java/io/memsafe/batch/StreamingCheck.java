package io.memsafe.batch;

import org.jspecify.annotations.Nullable;

/**
 * Finds out whether a driver hands out a result portion by portion, by what it allocates.
 *
 * <p>A driver that loads everything allocates it while the query is executed, and next to nothing afterwards. One that
 * streams goes on allocating with each portion. So the bytes up to the first row are put beside those of the next two
 * portions: if they were many, and those are less than an eighth, everything had been loaded. If the first row alone
 * took more than an eighth of the heap, that is said at once. A result below 8 MB is not doubted: it does no harm.
 *
 * <p>What a driver allocates on threads of its own is not seen; then nothing is said. Thread-safety: none.
 */
final class StreamingCheck {
    private static final long HARMLESS_BYTES = 8L << 20;
    private static final int SHARE = 8;
    private static final int PORTIONS = 2;

    private final int portionRows;
    private final long heapBytes;
    private long firstBytes;
    private long laterBytes;
    private int rows;
    private boolean decided;

    StreamingCheck(int portionRows, long heapBytes) {
        this.portionRows = portionRows;
        this.heapBytes = heapBytes;
    }

    /** Whether it is known by now, or cannot be known. */
    boolean decided() {
        return decided;
    }

    /** The query was executed and its first row fetched; returns what speaks against the driver. */
    @Nullable
    String first(long bytes) {
        firstBytes = bytes;
        if (bytes <= HARMLESS_BYTES && bytes <= heapBytes / SHARE) {
            decided = true;
        } else if (bytes > heapBytes / SHARE) {
            decided = true;
            return (bytes >> 20) + " MB were allocated up to the first row, of a heap of " + (heapBytes >> 20)
                    + " MB: the driver loads the whole result, or fetchSize(" + portionRows
                    + ") is too much for such rows";
        }
        return null;
    }

    /** One more row was fetched; returns what speaks against the driver. */
    @Nullable
    String next(long bytes) {
        laterBytes += bytes;
        if (++rows < PORTIONS * portionRows) {
            return null;
        }
        decided = true;
        return laterBytes < firstBytes / SHARE
                ? (firstBytes >> 20) + " MB were allocated up to the first row, and " + (laterBytes >> 10)
                        + " KB for the " + rows + " rows after it: the driver has loaded the whole result"
                : null;
    }
}
