package io.memsafe.pool;

/**
 * The sizes in which buffers are kept: four to each doubling, so that at most a fifth of a buffer is more than was asked for.
 *
 * <p>Thread-safety: immutable.
 */
final class SizeClasses {
    private static final int STEPS_LOG = 2;
    private static final int STEPS = 1 << STEPS_LOG;

    private final int smallestLog;
    private final int count;

    /**
     * All sizes between two powers of two.
     *
     * @param smallest a power of two, {@value #STEPS} or more
     * @param largest a power of two, not below it
     */
    SizeClasses(int smallest, int largest) {
        if (Integer.bitCount(smallest) != 1
                || Integer.bitCount(largest) != 1
                || smallest < STEPS
                || largest < smallest) {
            throw new IllegalArgumentException("sizes must be powers of two from " + STEPS
                    + " on, the smallest first, but are " + smallest + " and " + largest);
        }
        smallestLog = Integer.numberOfTrailingZeros(smallest);
        count = (Integer.numberOfTrailingZeros(largest) - smallestLog) * STEPS + 1;
    }

    int count() {
        return count;
    }

    /** The smallest class that holds so many bytes; {@link #count()} or more if none does. */
    int of(int bytes) {
        if (bytes <= 1 << smallestLog) {
            return 0;
        }
        int below = bytes - 1;
        int log = Integer.SIZE - 1 - Integer.numberOfLeadingZeros(below);
        int step = (below >>> (log - STEPS_LOG)) & (STEPS - 1);
        return (log - smallestLog) * STEPS + step + 1;
    }

    int bytes(int index) {
        int log = smallestLog + (index >>> STEPS_LOG);
        return (1 << log) + ((index & (STEPS - 1)) << (log - STEPS_LOG));
    }
}
