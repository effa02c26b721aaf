package io.memsafe.benchmarks.stand;

import java.util.Arrays;
import java.util.Collection;
import java.util.Locale;

/**
 * What repeated measurements say together.
 *
 * <p>Thread-safety: immutable.
 *
 * @param count how many measurements
 * @param min the smallest
 * @param median the middle one; of an even count the mean of the two in the middle
 * @param max the largest
 */
public record Spread(int count, double min, double median, double max) {

    /**
     * The spread of some values.
     *
     * @param values at least one, none of them {@code NaN}
     * @return their spread
     * @throws IllegalArgumentException if there is no value, or one is not a number
     */
    public static Spread of(Collection<Double> values) {
        if (values.isEmpty()) {
            throw new IllegalArgumentException("a spread needs at least 1 value, but there are 0");
        }
        double[] sorted =
                values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        if (Arrays.stream(sorted).anyMatch(Double::isNaN)) {
            throw new IllegalArgumentException("a spread needs numbers, but got " + values);
        }
        int middle = sorted.length / 2;
        double median = sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
        return new Spread(sorted.length, sorted[0], median, sorted[sorted.length - 1]);
    }

    /**
     * For a table.
     *
     * @param decimals how many digits after the point
     * @return for example {@code 1.02 (0.98..1.10)}
     */
    public String text(int decimals) {
        return fixed(median, decimals) + " (" + fixed(min, decimals) + ".." + fixed(max, decimals) + ")";
    }

    /**
     * A number for a table or a figure.
     *
     * @param value the number
     * @param decimals how many digits after the point
     * @return digits with a point, whatever the locale
     */
    public static String fixed(double value, int decimals) {
        return String.format(Locale.ROOT, "%." + decimals + "f", value);
    }
}
