package io.memsafe.doctor.plan;

import java.util.Arrays;

/** Quantiles of samples. */
final class Quantile {
    private Quantile() {}

    /** With the plotting positions of Weibull, k / (n + 1), which hold for a value to come. NaN of nothing. */
    static double of(double[] values, double share) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return ofSorted(sorted, share);
    }

    static double ofSorted(double[] sorted, double share) {
        if (sorted.length == 0) {
            return Double.NaN;
        }
        double place = share * (sorted.length + 1) - 1;
        if (place <= 0) {
            return sorted[0];
        }
        if (place >= sorted.length - 1) {
            return sorted[sorted.length - 1];
        }
        int below = (int) place;
        return sorted[below] + (place - below) * (sorted[below + 1] - sorted[below]);
    }

    static double median(double[] values) {
        return of(values, 0.5);
    }
}
