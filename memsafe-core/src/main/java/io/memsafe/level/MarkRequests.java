package io.memsafe.level;

import io.memsafe.HeapAssessment;
import io.memsafe.MemoryAssessment;

/**
 * Decides when the next marking of a collector whose mark result is costly should be logged.
 *
 * <p>The fuller the heap may be, the less old the last mark result should be: a minute from 45 % of the capacity on,
 * ten seconds from 75 % on; and as new as can be while what collections leave has risen since, by 10 % of the capacity,
 * or by 3 % from 85 % on. Below that it does not matter what is alive. Logging a marking takes about 9 us a region of its
 * pause; markings are logged so rarely that this is never more than 1 % of the time.
 *
 * <p>Pure: time is only what the assessments carry. Thread-safety: none; used by one thread.
 */
public final class MarkRequests {
    private static final double SOME_RATIO = 0.45;
    private static final double MUCH_RATIO = 0.75;
    private static final double FULL_RATIO = 0.85;
    private static final double RISE_RATIO = 0.10;
    private static final double FULL_RISE_RATIO = 0.03;
    private static final long SOME_NANOS = 60_000_000_000L;
    private static final long MUCH_NANOS = 10_000_000_000L;
    private static final int REGION_BITS = 20;
    private static final long MOST_REGIONS = 2_048;
    private static final long REGION_NANOS = 100 * 9_000L;

    private boolean justMarked;
    private boolean known;
    private long markedNanos;
    private long leastHigh;

    /** No marking has been seen. */
    public MarkRequests() {}

    /** A marking has told its result; it is in the next assessment. */
    public void marked() {
        justMarked = true;
    }

    /**
     * Takes in the next assessment.
     *
     * @param assessment in order of time
     * @return whether the next marking is wanted
     */
    public boolean wanted(MemoryAssessment assessment) {
        HeapAssessment heap = assessment.heap();
        long now = assessment.uptime().toNanos();
        long high = heap.liveHighBytes();
        if (justMarked) {
            justMarked = false;
            known = true;
            markedNanos = now;
            leastHigh = high;
        }
        leastHigh = Math.min(leastHigh, high);
        long capacity = heap.capacityBytes();
        if (high < SOME_RATIO * capacity) {
            return false;
        }
        long age = now - markedNanos;
        if (!known || age > SOME_NANOS) {
            return true;
        }
        double rise = high >= FULL_RATIO * capacity ? FULL_RISE_RATIO : RISE_RATIO;
        boolean rises = high - leastHigh > rise * capacity;
        return (high >= MUCH_RATIO * capacity && age > MUCH_NANOS) || (rises && age > leastNanos(heap.maxBytes()));
    }

    /** Regions are a megabyte, or so large that there are about two thousand of them. */
    private static long leastNanos(long maxBytes) {
        return Math.min(MOST_REGIONS, maxBytes >> REGION_BITS) * REGION_NANOS;
    }
}
