package io.memsafe.assess;

/**
 * The growth of a live set between the moments at which markings found it exactly.
 *
 * <p>On G1 such moments may lie a second apart, too far for {@link Growth}, which takes a single step for a step. Here three
 * of them that rise one after the other are taken for a leak; the slower of the two slopes counts. It holds for as long
 * as the three lay apart, so that a leak that has ended is not carried on.
 *
 * <p>Pure: time is only what the values carry. Thread-safety: none; used by one thread.
 */
final class ExactGrowth {
    private static final double LEAST_RISE_RATIO = 0.03;
    private static final long MOST_NANOS = 6_000_000_000L;
    private static final long LEAST_NANOS = 100_000_000L;
    private static final double SECONDS = 1e9;

    private final long[] nanos = new long[3];
    private final long[] live = new long[3];
    private int known;

    /** Takes in what was found; moments less than a tenth of a second apart count as one. */
    void found(long atNanos, long liveBytes) {
        if (known > 0 && atNanos - nanos[2] < LEAST_NANOS) {
            live[2] = Math.min(live[2], liveBytes);
            return;
        }
        for (int i = 0; i < 2; i++) {
            nanos[i] = nanos[i + 1];
            live[i] = live[i + 1];
        }
        nanos[2] = atNanos;
        live[2] = liveBytes;
        known = Math.min(3, known + 1);
    }

    /** Bytes a second that are surely gained; 0 if it does not grow, or too little to tell. */
    double perSecond(long nowNanos, long limit) {
        long apart = nanos[2] - nanos[0];
        if (known < 3 || apart > MOST_NANOS || nowNanos - nanos[2] > apart) {
            return 0;
        }
        if (live[1] <= live[0] || live[2] <= live[1] || live[2] - live[0] < LEAST_RISE_RATIO * limit) {
            return 0;
        }
        return Math.min(slope(0), slope(1));
    }

    private double slope(int from) {
        return (live[from + 1] - live[from]) * SECONDS / (nanos[from + 1] - nanos[from]);
    }
}
