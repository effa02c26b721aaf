package io.memsafe.benchmarks.signals.child;

import java.util.Arrays;

/**
 * What is live, counted to the byte: a queue of arrays, the oldest of which are let go first.
 *
 * <p>Thread-safety: changed by one thread; {@link #bytes()} may be read by any.
 */
final class Holder {
    private static final int SLOTS = 1 << 17;
    private static final int MASK = SLOTS - 1;
    private static final byte[] EMPTY = {};

    private final byte[][] slots = new byte[SLOTS][];
    private final Sizes sizes;
    private int oldest;
    private int held;
    private long bytes;
    private volatile long published;

    Holder(Sizes sizes) {
        this.sizes = sizes;
        Arrays.fill(slots, EMPTY);
    }

    /** What is held, in bytes. */
    long bytes() {
        return published;
    }

    /**
     * Holds more or less, to come to a target from below.
     *
     * @param target in bytes
     * @param most how many bytes may be added at once
     */
    void approach(long target, long most) {
        long end = Math.min(target, bytes + most);
        int length = sizes.next();
        while (bytes + Sizes.footprint(length) <= end && held < SLOTS) {
            slots[(oldest + held) & MASK] = new byte[length];
            held++;
            bytes += Sizes.footprint(length);
            published = bytes;
            length = sizes.next();
        }
        while (bytes > target && held > 0) {
            byte[] last = slots[oldest];
            slots[oldest] = EMPTY;
            oldest = (oldest + 1) & MASK;
            held--;
            bytes -= Sizes.footprint(last.length);
            published = bytes;
        }
    }

    /** Replaces arrays, picked here and there, by new ones of the same length. */
    void replace(long atLeastBytes) {
        long replaced = 0;
        while (replaced < atLeastBytes && held > 0) {
            int at = (oldest + sizes.random(held)) & MASK;
            int length = slots[at].length;
            slots[at] = new byte[length];
            replaced += length;
        }
    }
}
