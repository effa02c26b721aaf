package io.memsafe.doctor.plan;

/**
 * How likely it is that a peak reaches a level within {@value #HORIZON} days: a logistic regression over four features of the daily
 * peaks of at most 90 days, each as a share of the level and cut at 1.11 of it:
 *
 * <ul>
 *   <li>days within a tenth of the level, in 28 days of observation: ln(x + 0.5);
 *   <li>episodes at the level, in 28 days: ln(x + 0.5); peaks two days apart are one episode;
 *   <li>episodes at half the level, in 28 days: ln(x + 0.5), that is how often the program bursts at all;
 *   <li>the standard deviation of the peaks of the last seven days.
 * </ul>
 *
 * <p>All four weights are positive, so more or higher peaks never lower the answer. They were fitted on the Bitbrains traces (GWA-T-12, 295
 * virtual machines of a hoster for business, 92 days) by maximum likelihood with a ridge of 1 on the weights; {@code benchmarks/run doctor
 * --parts plan} fits them again, on all machines and on each half, and prints them beside these. The four features were chosen among some
 * eighty by cross-validation over all machines; figures of the halves are of the weights alone. The alert is where false alarms on those
 * machines are about one in twenty-five.
 *
 * <p>Thread-safety: stateless.
 */
public final class Recurrence {
    /** Days ahead. */
    public static final int HORIZON = 30;

    /** From this probability on, there is something to act on. */
    public static final double ALERT = 0.36;

    private static final double[] WEIGHTS = {-2.714, 0.557, 0.350, 0.975, 1.545};

    private static final double NEAR = 0.9;
    private static final double HALF = 0.5;
    private static final double CUT = 100.0 / 90;
    private static final int WEEK = 7;
    private static final int LEAST_OF_WEEK = 3;
    private static final double MONTH = 28;

    private Recurrence() {}

    /** The probability for a level, such as 0.9 of the limit. */
    static double probability(Peaks peaks, double level) {
        return probability(features(peaks, level), WEIGHTS);
    }

    /**
     * The regression with other weights, for a fit.
     *
     * @param features of {@link #features}
     * @param weights the constant, then one for each feature
     * @return 0 to 1
     */
    public static double probability(double[] features, double[] weights) {
        double sum = weights[0];
        for (int i = 0; i < features.length; i++) {
            sum += weights[i + 1] * features[i];
        }
        return 1 / (1 + Math.exp(-sum));
    }

    /**
     * The weights in use.
     *
     * @return a copy: the constant, then one for each feature
     */
    public static double[] weights() {
        return WEIGHTS.clone();
    }

    /** The four features. */
    static double[] features(Peaks peaks, double level) {
        int n = peaks.size();
        if (n == 0) {
            return new double[] {Math.log(HALF), Math.log(HALF), Math.log(HALF), 0};
        }
        int near = 0;
        int week = 0;
        for (int i = 0; i < n; i++) {
            near += peaks.ratio(i) >= NEAR * level ? 1 : 0;
            week += peaks.age(i) <= WEEK ? 1 : 0;
        }
        int last = Math.min(n, week >= LEAST_OF_WEEK ? week : LEAST_OF_WEEK);
        return new double[] {
            perMonth(near, n),
            perMonth(episodes(peaks, level), n),
            perMonth(episodes(peaks, HALF * level), n),
            deviation(peaks, n - last, level)
        };
    }

    private static double perMonth(int count, int days) {
        return Math.log(MONTH * count / days + HALF);
    }

    /** Stretches at or above a level; a day between two does not part them. */
    static int episodes(Peaks peaks, double level) {
        int count = 0;
        double last = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < peaks.size(); i++) {
            if (peaks.ratio(i) >= level) {
                count += peaks.day(i) - last > 2 ? 1 : 0;
                last = peaks.day(i);
            }
        }
        return count;
    }

    private static double deviation(Peaks peaks, int from, double level) {
        double sum = 0;
        double squares = 0;
        int n = peaks.size() - from;
        for (int i = from; i < peaks.size(); i++) {
            double share = Math.min(CUT, peaks.ratio(i) / level);
            sum += share;
            squares += share * share;
        }
        return Math.sqrt(Math.max(0, squares / n - sum / n * (sum / n)));
    }

    /** Days after which the level was reached with a chance, if it is as likely on each day. */
    static double days(double probability, double chance) {
        double rate = -Math.log1p(-Math.min(probability, 1 - 1e-9)) / HORIZON;
        return -Math.log1p(-chance) / rate;
    }
}
