package io.memsafe.doctor.gclog;

/**
 * How the live set went, by the collections that say something of it. Figures are medians, so that one odd collection does not
 * count.
 *
 * <p>Thread-safety: immutable.
 *
 * @param verdict in a word
 * @param statements how many collections said something of the live set
 * @param firstLiveBytes in the first quarter of them; -1 without any
 * @param lastLiveBytes in the last ones; -1 without any
 * @param bytesPerHour slope over the second half (Theil-Sen); NaN without times, or with too few statements
 * @param spanSeconds from the first to the last; NaN without times
 */
public record GcTrend(
        Verdict verdict,
        long statements,
        long firstLiveBytes,
        long lastLiveBytes,
        double bytesPerHour,
        double spanSeconds) {

    /** The trend in a word. */
    public enum Verdict {
        /** At the end nearly all of the heap was live, or all time went into collections that freed little. */
        EXHAUSTED,
        /** The live set kept growing up to the end. */
        RISING,
        /** The live set did not grow at the end. */
        STABLE,
        /** Too few collections say something of the live set. */
        TOO_FEW
    }

    /** Of a log that says nothing. */
    static GcTrend none() {
        return new GcTrend(Verdict.TOO_FEW, 0, -1, -1, Double.NaN, Double.NaN);
    }
}
