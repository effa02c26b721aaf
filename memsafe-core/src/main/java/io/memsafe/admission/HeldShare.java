package io.memsafe.admission;

/**
 * Learns which share of the bytes that are out for work is alive when a live set is found.
 *
 * <p>A line is fitted through pairs of both, {@code live = base + share * out}: work is at random points of its life
 * when a collection comes, so what lives besides is no part of the slope. Each pair fades by a tenth with each new one.
 * With fewer than 8 pairs, or where the bytes that are out differ by less than 5 % of their mean, nothing can be told:
 * the share stays as it was, at first at its prior.
 *
 * <p>Thread-safety: one thread observes at a time; any may read.
 */
final class HeldShare {
    private static final double FADE = 0.9;
    private static final int PAIRS_ENOUGH = 8;
    private static final double SPREAD_ENOUGH = 0.05;

    private double weight;
    private double meanOut;
    private double meanLive;
    private double spread;
    private double together;
    private int pairs;
    private volatile double ratio;

    HeldShare(double prior) {
        ratio = prior;
    }

    /** Takes in a live set that has just become known, with the bytes that were out. */
    void observe(long liveBytes, long outBytes) {
        pairs++;
        weight = weight * FADE + 1;
        double fromOut = outBytes - meanOut;
        double fromLive = liveBytes - meanLive;
        meanOut += fromOut / weight;
        meanLive += fromLive / weight;
        spread = spread * FADE + fromOut * (outBytes - meanOut);
        together = together * FADE + fromOut * (liveBytes - meanLive);
        double least = SPREAD_ENOUGH * meanOut;
        if (pairs >= PAIRS_ENOUGH && spread / weight > least * least) {
            ratio = Math.min(1, Math.max(0, together / spread));
        }
    }

    /** The share, 0.0 to 1.0. */
    double ratio() {
        return ratio;
    }
}
