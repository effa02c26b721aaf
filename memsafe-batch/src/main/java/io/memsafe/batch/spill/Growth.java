package io.memsafe.batch.spill;

/**
 * Learns how much groups grow by what is added to them. Of what the caller's thread allocates between two calls, some
 * share stays in the group: none if it is a count, much if it is a list. A group is measured when it has been given as
 * many bytes as it held, and later and later if it has not grown; the share of all that were measured is what is charged
 * until then.
 *
 * <p>Thread-safety: none.
 */
final class Growth {
    private static final long LEAST_PATIENCE_BYTES = 512;
    private static final long MOST_PATIENCE_BYTES = 1 << 20;
    private static final int FIRST = 16;
    private static final double FADE = 0.95;

    private int measurements;
    private double grownBytes = 1;
    private double allocatedBytes = 1;

    /** What as many allocated bytes are expected to add. */
    long expected(long allocated) {
        return (long) (Math.min(1, grownBytes / allocatedBytes) * allocated);
    }

    boolean isDue(GroupMemory.Cell<?> cell) {
        if (measurements < FIRST) {
            return cell.allocatedBytes > 0;
        }
        long measuredBytes = cell.heldBytes - cell.expectedBytes;
        return cell.allocatedBytes >= Math.max(cell.patienceBytes, Math.max(LEAST_PATIENCE_BYTES, measuredBytes));
    }

    /**
     * Takes in what a group holds.
     *
     * @return what has to be charged in addition, or less than 0
     */
    long measured(GroupMemory.Cell<?> cell, long bytes) {
        measurements++;
        long charged = cell.heldBytes;
        long real = charged - cell.expectedBytes;
        long grown = Math.max(0, bytes - real);
        grownBytes = FADE * grownBytes + grown;
        allocatedBytes = FADE * allocatedBytes + cell.allocatedBytes;
        boolean grew = grown > real / 8;
        cell.patienceBytes =
                grew ? 0 : Math.min(MOST_PATIENCE_BYTES, 2 * Math.max(cell.allocatedBytes, LEAST_PATIENCE_BYTES));
        cell.allocatedBytes = 0;
        cell.expectedBytes = 0;
        cell.heldBytes = bytes;
        return bytes - charged;
    }
}
