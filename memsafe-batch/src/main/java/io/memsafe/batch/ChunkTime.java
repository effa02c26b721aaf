package io.memsafe.batch;

/**
 * Learns what chunks cost in time: the mean of an item, and the fixed part of a write. That is the start of a line
 * fitted to the writes seen, {@code nanos = fixed + items * each}. Older chunks fade by a fiftieth with each new one.
 *
 * <p>The fixed part is what bigger chunks save: commit, round trip, flush. Comparing the throughput of one size with
 * that of another would show it too, but only on a quiet machine: noise of some percent hides the gain. While a
 * program warms up, items become cheaper as chunks become bigger, which looks like a fixed part; so it is believed by a
 * tenth with each chunk. Where items differ much, or others use the processor, chunks scatter around the line; then only
 * as much is taken for fixed as half a standard error of the line's start leaves, since a chunk that is too small by mistake
 * costs little more than the commit that nobody can tell, and one that is too large costs memory.
 *
 * <p>Thread-safety: none; guarded by {@link AdaptiveSizer}.
 */
final class ChunkTime {
    private static final double FADE = 0.98;
    private static final double SPREAD_ENOUGH = 0.1;
    private static final double BELIEF = 0.1;
    private static final double DOUBT = 0.5;

    private double weight;
    private double sumItems;
    private double sumChunkNanos;
    private double sumNanos;
    private double sumNanosSquared;
    private double sumItemsSquared;
    private double sumItemsNanos;
    private double fixedNanos;

    /**
     * Takes in a chunk.
     *
     * @param chunkNanos all of its time
     * @param nanos that of its write
     */
    void observe(int items, long chunkNanos, long nanos) {
        weight = weight * FADE + 1;
        sumItems = sumItems * FADE + items;
        sumChunkNanos = sumChunkNanos * FADE + chunkNanos;
        sumNanos = sumNanos * FADE + nanos;
        sumNanosSquared = sumNanosSquared * FADE + (double) nanos * nanos;
        sumItemsSquared = sumItemsSquared * FADE + (double) items * items;
        sumItemsNanos = sumItemsNanos * FADE + (double) items * nanos;
        double meanItems = sumItems / weight;
        double meanNanos = sumNanos / weight;
        double variance = sumItemsSquared / weight - meanItems * meanItems;
        if (variance > SPREAD_ENOUGH * SPREAD_ENOUGH * meanItems * meanItems) {
            double each = (sumItemsNanos / weight - meanItems * meanNanos) / variance;
            double scatter = Math.max(0, sumNanosSquared / weight - meanNanos * meanNanos - each * each * variance);
            double error = Math.sqrt(scatter * (1 + meanItems * meanItems / variance) / weight);
            double fixed = Math.min(meanNanos, Math.max(0, meanNanos - each * meanItems - DOUBT * error));
            fixedNanos += BELIEF * (fixed - fixedNanos);
        }
    }

    /** Believes for a start what another run has found. */
    void restore(double foundFixedNanos) {
        fixedNanos = Math.max(0, foundFixedNanos);
    }

    /** What a chunk costs however small it is. */
    double fixedNanos() {
        return fixedNanos;
    }

    /** What an item costs, its share of the fixed part included; to be asked after {@link #observe}. */
    double itemNanos() {
        return Math.max(1, sumChunkNanos / sumItems);
    }
}
