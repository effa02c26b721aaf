package io.memsafe.history;

/**
 * How a figure went during an entry.
 *
 * @param min its least value; NaN if it was never known
 * @param mean its mean over the time in which it was known
 * @param max its greatest value
 */
public record HistoryRange(double min, double mean, double max) {

    /** Of a figure that was never known. */
    public static final HistoryRange UNKNOWN = new HistoryRange(Double.NaN, Double.NaN, Double.NaN);

    /**
     * Whether the figure was known at all.
     *
     * @return {@code false} if all three are NaN
     */
    public boolean known() {
        return !Double.isNaN(mean);
    }
}
