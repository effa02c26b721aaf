package io.memsafe.assess;

import io.memsafe.signal.CollectorFamily;

/**
 * How much of the heap the live set can really fill.
 *
 * <p>An OutOfMemoryError comes before the live set reaches {@code -Xmx}: a collector needs room to copy, whole
 * regions or pages, and Parallel gives up when it collects nearly all of the time. The shares were measured with a
 * growing live set of known size. ZGC loses the more the smaller the heap is, since its pages do not shrink with it.
 *
 * <p>What is seen corrects them. A live set that was larger than the capacity shows that it fits. Full collections
 * back to back that take nearly all of the time, and free less than a twentieth of what was in use, show that the end
 * is near, wherever it was expected: there is a tenth more at first, next to nothing once it has gone on for five seconds, or when three of them in a row have freed less
 * than a hundredth, for that is when Parallel gives up: on JDK 25 at 77 % of a small heap, within a quarter of a second. It is
 * believed for a minute after the last of them, since it comes of what filled the heap just then.
 *
 * <p>Pure: time is only what it is told. Thread-safety: none; used by one thread.
 */
final class Capacity {
    private static final long SMALL_HEAP_BYTES = 256L << 20;
    private static final long LARGE_HEAP_BYTES = 1L << 30;
    private static final double ZGC_SMALL_RATIO = 0.89;
    private static final double ZGC_LARGE_RATIO = 0.93;
    private static final double MOST_RATIO = 0.99;
    private static final double LEAST_RATIO = 0.60;
    private static final int DISTRESS_ENOUGH = 3;
    private static final double BUSY_RATIO = 0.8;
    private static final double LITTLE_RATIO = 0.05;
    private static final double VAIN_RATIO = 0.01;
    private static final double ROOM_RATIO = 1.10;
    private static final double NO_ROOM_RATIO = 1.01;
    private static final long LASTING_NANOS = 5_000_000_000L;
    private static final long GAP_NANOS = 1_000_000_000L;
    private static final long BELIEVED_NANOS = 60_000_000_000L;

    private final CollectorFamily family;
    private long largestLive;
    private long exhaustedLive;
    private long exhaustedNanos = Long.MIN_VALUE;
    private long exhaustedSinceNanos;
    private int vainInARow;

    Capacity(CollectorFamily family) {
        this.family = family;
    }

    /** Takes in a live set that a collection or a marking has found, and that fits therefore. */
    void fits(long liveBytes) {
        largestLive = Math.max(largestLive, liveBytes);
    }

    /**
     * Takes in what a full collection has left.
     *
     * @param freedBytes what it has freed
     * @param liveBytes heap in use after it
     * @param distress collections in distress within the last second
     * @param collectionRatio share of the last second that went to collections
     * @param nanos when
     */
    void left(long freedBytes, long liveBytes, int distress, double collectionRatio, long nanos) {
        fits(liveBytes);
        boolean vain = freedBytes < VAIN_RATIO * liveBytes;
        vainInARow = vain ? vainInARow + 1 : 0;
        boolean little = freedBytes < LITTLE_RATIO * (freedBytes + liveBytes);
        boolean ending = (little && collectionRatio > BUSY_RATIO) || vainInARow >= DISTRESS_ENOUGH;
        if (ending && distress >= DISTRESS_ENOUGH) {
            if (exhaustedNanos == Long.MIN_VALUE || nanos - exhaustedNanos > GAP_NANOS) {
                exhaustedSinceNanos = nanos;
            }
            exhaustedLive = liveBytes;
            exhaustedNanos = nanos;
        }
    }

    /** What can be filled, as far as is known now. */
    long bytes(long maxBytes, long nowNanos) {
        long most = (long) (MOST_RATIO * maxBytes);
        long expected = Math.min(most, Math.max((long) (ratio(family, maxBytes) * maxBytes), largestLive));
        if (exhaustedLive < LEAST_RATIO * maxBytes || nowNanos - exhaustedNanos > BELIEVED_NANOS) {
            return expected;
        }
        boolean over = vainInARow >= DISTRESS_ENOUGH || exhaustedNanos - exhaustedSinceNanos >= LASTING_NANOS;
        double room = over ? NO_ROOM_RATIO : ROOM_RATIO;
        return Math.min(expected, (long) (room * exhaustedLive));
    }

    static double ratio(CollectorFamily family, long maxBytes) {
        return switch (family) {
            case SERIAL, G1 -> 0.98;
            case SHENANDOAH, SHENANDOAH_GENERATIONAL -> 0.96;
            case PARALLEL -> 0.95;
            case ZGC, ZGC_GENERATIONAL -> {
                double large = (double) (maxBytes - SMALL_HEAP_BYTES) / (LARGE_HEAP_BYTES - SMALL_HEAP_BYTES);
                yield ZGC_SMALL_RATIO + (ZGC_LARGE_RATIO - ZGC_SMALL_RATIO) * Math.min(1, Math.max(0, large));
            }
            case UNKNOWN -> 0.90;
        };
    }
}
