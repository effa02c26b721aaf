package io.memsafe.batch;

import io.memsafe.HeapAssessment;

/**
 * Learns which share of the bytes that workers allocate for their chunks stays live, and what lives besides.
 *
 * <p>A thread's allocated bytes are exact and cheap, but most of them are garbage at once. The live set is what
 * counts, but it is the whole program's, known only after collections. So each time a new live set is known, it is
 * put beside the bytes that the chunks in flight had allocated when it was found, and a line is fitted: {@code live = base
 * + share * allocated}. Where marking goes on beside the program that was when it began, in a large heap seconds ago: so
 * what was in flight at the latest looks is remembered. Chunks are at random points of their life when a collection
 * comes, so what others hold is no part of the slope. Older pairs fade by a tenth with each new one. With fewer than 8
 * pairs, or with too little spread to tell, the share stays at its cautious prior.
 *
 * <p>Thread-safety: all methods may be called by all workers.
 */
final class LiveShare {
    static final double PRIOR = 1;
    private static final double FADE = 0.9;
    private static final double LEAST = 0.1;
    private static final int PAIRS_ENOUGH = 8;
    private static final double SPREAD_ENOUGH = 0.05;
    private static final int LOOKS = 256;

    private final long[] lookNanos = new long[LOOKS];
    private final long[] lookBytes = new long[LOOKS];
    private long looks;
    private long foundNanos = Long.MIN_VALUE;
    private double weight;
    private double sumX;
    private double sumY;
    private double sumXx;
    private double sumXy;
    private int pairs;
    private double share = PRIOR;
    private long lastLiveBytes;
    private long lastAllocatedBytes;

    /**
     * Looks at the heap, each time that it was assessed.
     *
     * @param uptimeNanos when that was
     * @param heap as it was then
     * @param allocatedInFlightBytes what the chunks in flight have allocated now
     */
    synchronized void look(long uptimeNanos, HeapAssessment heap, long allocatedInFlightBytes) {
        int slot = (int) (looks++ % LOOKS);
        lookNanos[slot] = uptimeNanos;
        lookBytes[slot] = allocatedInFlightBytes;
        if (!heap.verified()) {
            return;
        }
        long live = heap.liveBytes();
        long found = uptimeNanos - heap.liveAge().toNanos();
        if (found != foundNanos) {
            foundNanos = found;
            int then = nearest(found);
            if (then >= 0 || looks <= LOOKS) {
                observe(live, then < 0 ? 0 : lookBytes[then]); // 0 before the job began
            } else {
                lastLiveBytes = live;
                lastAllocatedBytes = 0;
            }
        } else if (live != lastLiveBytes) {
            observe(live, allocatedInFlightBytes); // a young collection has left less than that
        }
    }

    /** The look that was nearest to a time; -1 if that was before all that are remembered. */
    private int nearest(long nanos) {
        int nearest = -1;
        for (long back = 1; back <= Math.min(looks, LOOKS); back++) {
            int slot = (int) ((looks - back) % LOOKS);
            if (nearest < 0 || Math.abs(lookNanos[slot] - nanos) < Math.abs(lookNanos[nearest] - nanos)) {
                nearest = slot;
            }
            if (lookNanos[slot] <= nanos) {
                return nearest;
            }
        }
        return -1;
    }

    /** Takes in a live set, with what the chunks in flight had allocated when it was found. */
    synchronized void observe(long liveBytes, long allocatedInFlightBytes) {
        lastLiveBytes = liveBytes;
        lastAllocatedBytes = allocatedInFlightBytes;
        weight = weight * FADE + 1;
        sumX = sumX * FADE + allocatedInFlightBytes;
        sumY = sumY * FADE + liveBytes;
        sumXx = sumXx * FADE + (double) allocatedInFlightBytes * allocatedInFlightBytes;
        sumXy = sumXy * FADE + (double) allocatedInFlightBytes * liveBytes;
        pairs++;
        double meanX = sumX / weight;
        double variance = sumXx / weight - meanX * meanX;
        if (pairs < PAIRS_ENOUGH || variance <= SPREAD_ENOUGH * SPREAD_ENOUGH * meanX * meanX) {
            return;
        }
        double slope = (sumXy / weight - meanX * sumY / weight) / variance;
        share = Math.min(1, Math.max(LEAST, slope));
    }

    /** Believes what another run has found until there are pairs enough. */
    synchronized void restore(double found) {
        share = Math.min(1, Math.max(LEAST, found));
    }

    /** Share of the allocated bytes that is held, 0.1 to 1. */
    synchronized double share() {
        return share;
    }

    /** What lives besides the chunks in flight, by the newest observation. */
    synchronized long baseBytes() {
        return Math.max(0, lastLiveBytes - (long) (share * lastAllocatedBytes));
    }
}
