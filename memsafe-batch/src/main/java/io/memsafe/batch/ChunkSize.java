package io.memsafe.batch;

/**
 * How many items make a chunk.
 *
 * @param min the smallest chunk, in items
 * @param max the largest chunk, in items; equal to {@code min} for a fixed size
 */
public record ChunkSize(int min, int max) {

    private static final int DEFAULT_MAX = 10_000;

    /**
     * Checks the bounds.
     *
     * @param min the smallest chunk, in items
     * @param max the largest chunk, in items; equal to {@code min} for a fixed size
     * @throws IllegalArgumentException if the bounds are out of order
     */
    public ChunkSize {
        if (min < 1 || max < min) {
            throw new IllegalArgumentException(
                    "chunk size must be 1 <= min <= max items, but min is " + min + " and max is " + max);
        }
    }

    /**
     * A size that follows the bytes an item costs, the headroom and the throughput, between 1 and 10,000 items.
     *
     * @return the adaptive size
     */
    public static ChunkSize adaptive() {
        return new ChunkSize(1, DEFAULT_MAX);
    }

    /**
     * An adaptive size between bounds. A chunk that does not fit into memory is still split below {@code min}.
     *
     * @param min the smallest chunk to aim at, in items, at least 1
     * @param max the largest chunk, in items, at least {@code min}
     * @return the adaptive size
     * @throws IllegalArgumentException if the bounds are wrong
     */
    public static ChunkSize adaptive(int min, int max) {
        return new ChunkSize(min, max);
    }

    /**
     * Always the same size. An OutOfMemoryError is still contained, by splitting the chunk that met it.
     *
     * @param items items a chunk, at least 1
     * @return the fixed size
     * @throws IllegalArgumentException if {@code items} is less than 1
     */
    public static ChunkSize fixed(int items) {
        return new ChunkSize(items, items);
    }

    /**
     * Whether the size never changes.
     *
     * @return {@code true} if {@code min} equals {@code max}
     */
    public boolean isFixed() {
        return min == max;
    }
}
