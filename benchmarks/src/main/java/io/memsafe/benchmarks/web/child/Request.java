package io.memsafe.benchmarks.web.child;

import java.util.SplittableRandom;

/**
 * One heavy request: how much it holds, and for how long. Both follow from a seed, so that the client can say them or keep
 * them to itself, and the server knows them all the same.
 *
 * @param kilobytes what it holds
 * @param millis how long
 */
public record Request(int kilobytes, int millis) {
    private static final double ALPHA = 1.6;
    private static final double LARGEST_TO_SMALLEST = 16;
    private static final int LEAST_MILLIS = 300;
    private static final int MILLIS_SPREAD = 400;

    /** How long a heavy request holds what it holds, on average. */
    public static final double MEAN_SECONDS = (LEAST_MILLIS + MILLIS_SPREAD / 2.0) / 1e3;

    /**
     * The request of a seed: its size is Pareto distributed within bounds, its time uniformly.
     *
     * @param seed any number
     * @param meanKilobytes of all sizes
     * @return a request
     */
    public static Request of(long seed, double meanKilobytes) {
        SplittableRandom random = new SplittableRandom(seed);
        double cut = Math.pow(LARGEST_TO_SMALLEST, -ALPHA);
        double unitMean = ALPHA / (ALPHA - 1) * (1 - Math.pow(LARGEST_TO_SMALLEST, 1 - ALPHA)) / (1 - cut);
        double smallest = meanKilobytes / unitMean;
        double size = smallest * Math.pow(1 - random.nextDouble() * (1 - cut), -1 / ALPHA);
        return new Request((int) Math.max(1, size), LEAST_MILLIS + random.nextInt(MILLIS_SPREAD + 1));
    }
}
