package io.memsafe.batch;

/**
 * How large a chunk may be; it ends at the bound that is reached first, and always has one item.
 *
 * @param items the most items, 1 or more
 * @param bytes the most bytes that it is expected to hold, 1 or more; {@link Long#MAX_VALUE} for no bound
 */
public record ChunkLimit(int items, long bytes) {

    /**
     * Checks the bounds.
     *
     * @param items the most items, 1 or more
     * @param bytes the most bytes that it is expected to hold, 1 or more; {@link Long#MAX_VALUE} for no bound
     * @throws IllegalArgumentException if one is less than 1
     */
    public ChunkLimit {
        if (items < 1 || bytes < 1) {
            throw new IllegalArgumentException("a chunk needs 1 item and 1 byte at the least, but its limit is " + items
                    + " items and " + bytes + " bytes");
        }
    }
}
