package io.memsafe.doctor.plan;

import java.util.Arrays;

/**
 * A line through daily peaks that outliers hardly move.
 *
 * <p>The slope is the median of the slopes of all pairs of days (Theil and Sen), pairs on both sides of a restart left
 * out, so that the teeth of a saw count as growth. It is significant if the test of Mann and Kendall says so at 1 %, two-sided, its
 * variance raised by what neighbouring days have in common (the factor (1+r)/(1-r) of a first order autoregression). That test looks at
 * ranks alone, so two weeks of a line on which little lies beside it may fail it, when that little goes up and down slowly. So what is
 * left beside the line counts too: the slope by its standard error, raised by the same factor, its degrees of freedom lowered by it,
 * where that is 4 or more. The range of the slope is Sen's, for 80 %.
 *
 * <p>Thread-safety: immutable.
 *
 * @param perDay growth a day, as a share of the limit
 * @param lowPerDay the low end of its 80 % range
 * @param highPerDay the high end
 * @param atEnd where the line is on the last day, as a share of the limit
 * @param score of the test that is surer, in standard deviations
 */
public record Trend(double perDay, double lowPerDay, double highPerDay, double atEnd, double score) {
    private static final double SIGNIFICANT = 2.576;
    /** So that two tests are hardly more often wrong than one. */
    private static final double SURE = 4;

    private static final double Z_80 = 1.2816;
    /** Of the limit: nothing is known better than that. */
    private static final double LEAST_NOISE = 1e-4;

    private static final int LEAST_DAYS = 7;
    /** Growth of less than this much of the limit within the window is none to act on. */
    private static final double LEAST_GROWTH = 0.02;

    /**
     * Whether there is a trend.
     *
     * @return {@code false} if chance explains it
     */
    public boolean significant() {
        return Math.abs(score) >= SIGNIFICANT;
    }

    /** Of fewer than seven days there is none: a score of 0. */
    static Trend of(Peaks peaks) {
        int n = peaks.size();
        double[] slopes = new double[n * (n - 1) / 2];
        int pairs = 0;
        long concordance = 0;
        for (int i = 0; i < n; i++) {
            for (int j = i + 1; j < n && peaks.segment(j) == peaks.segment(i); j++) {
                double rise = peaks.ratio(j) - peaks.ratio(i);
                slopes[pairs++] = rise / (peaks.day(j) - peaks.day(i));
                concordance += rise > 0 ? 1 : rise < 0 ? -1 : 0;
            }
        }
        if (n < LEAST_DAYS || pairs < LEAST_DAYS) {
            return new Trend(0, 0, 0, n == 0 ? 0 : peaks.ratio(n - 1), 0);
        }
        double[] sorted = Arrays.copyOf(slopes, pairs);
        Arrays.sort(sorted);
        double slope = Quantile.ofSorted(sorted, 0.5);
        double[] residuals = residuals(peaks, slope);
        double inflation = inflation(residuals);
        double deviation = Math.sqrt(variance(peaks) * inflation);
        double score = deviation == 0 ? 0 : (concordance - Long.signum(concordance)) / deviation;
        double fit = fit(peaks, slope, residuals, inflation);
        score = Math.abs(fit) >= SURE && Math.abs(fit) > Math.abs(score) ? fit : score;
        if (Math.abs(slope) * (peaks.day(n - 1) - peaks.day(0)) < LEAST_GROWTH) {
            score = 0;
        }
        double reach = Z_80 * deviation;
        return new Trend(
                slope,
                at(sorted, (pairs - reach) / 2),
                at(sorted, (pairs + reach) / 2),
                endOfLine(peaks, slope),
                score);
    }

    private static double at(double[] sorted, double rank) {
        return sorted[(int) Math.max(0, Math.min(sorted.length - 1, Math.round(rank)))];
    }

    /** The line through the last segment. */
    private static double endOfLine(Peaks peaks, double slope) {
        int n = peaks.size();
        int from = peaks.startOfLast();
        double[] values = new double[n - from];
        for (int i = from; i < n; i++) {
            values[i - from] = peaks.ratio(i) + slope * (peaks.day(n - 1) - peaks.day(i));
        }
        return Quantile.median(values);
    }

    /** What the line leaves, each segment around its own median. */
    static double[] residuals(Peaks peaks, double slope) {
        int n = peaks.size();
        double[] left = new double[n];
        for (int from = 0; from < n; ) {
            int to = from;
            while (to < n && peaks.segment(to) == peaks.segment(from)) {
                left[to] = peaks.ratio(to) - slope * peaks.day(to);
                to++;
            }
            double middle = Quantile.median(Arrays.copyOfRange(left, from, to));
            for (int i = from; i < to; i++) {
                left[i] -= middle;
            }
            from = to;
        }
        return left;
    }

    private static double variance(Peaks peaks) {
        double sum = 0;
        int n = peaks.size();
        for (int from = 0; from < n; ) {
            int to = from;
            while (to < n && peaks.segment(to) == peaks.segment(from)) {
                to++;
            }
            double m = to - from;
            sum += m * (m - 1) * (2 * m + 5) / 18;
            from = to;
        }
        return sum;
    }

    /** The slope in standard errors, as a normal deviate: that of a t distribution, by the first term of its expansion. */
    private static double fit(Peaks peaks, double slope, double[] residuals, double inflation) {
        int n = peaks.size();
        double spread = 0;
        int segments = 0;
        for (int from = 0; from < n; segments++) {
            int to = from;
            double sum = 0;
            while (to < n && peaks.segment(to) == peaks.segment(from)) {
                sum += peaks.day(to++);
            }
            double middle = sum / (to - from);
            for (int i = from; i < to; i++) {
                spread += (peaks.day(i) - middle) * (peaks.day(i) - middle);
            }
            from = to;
        }
        double squares = 0;
        for (double residual : residuals) {
            squares += residual * residual;
        }
        double noise = Math.max(squares / Math.max(1, n - segments - 1), LEAST_NOISE * LEAST_NOISE);
        double freedom = Math.max(1, n / inflation - segments - 1);
        double error = Math.sqrt(noise * inflation / spread);
        return slope / error / (1 + (SIGNIFICANT * SIGNIFICANT + 1) / (4 * freedom));
    }

    private static double inflation(double[] residuals) {
        double products = 0;
        double squares = 0;
        for (int i = 0; i < residuals.length; i++) {
            squares += residuals[i] * residuals[i];
            products += i == 0 ? 0 : residuals[i] * residuals[i - 1];
        }
        double r = squares == 0 ? 0 : Math.max(0, Math.min(0.9, products / squares));
        return (1 + r) / (1 - r);
    }
}
