package io.memsafe.benchmarks.giveback.child;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Ranks as most things are asked for: the second half as often as the first, the third a third as often, and so on.
 *
 * <p>Thread-safety: immutable; a source of chance belongs to one thread.
 */
final class Zipf {
    private final double[] cumulative;

    Zipf(int ranks) {
        cumulative = new double[ranks];
        double sum = 0;
        for (int i = 0; i < ranks; i++) {
            sum += 1.0 / (i + 1);
            cumulative[i] = sum;
        }
    }

    /** A rank from 0 on. Allocates nothing. */
    int next(SplittableRandom random) {
        double wanted = random.nextDouble() * cumulative[cumulative.length - 1];
        int found = Arrays.binarySearch(cumulative, wanted);
        return Math.min(cumulative.length - 1, found < 0 ? -found - 1 : found + 1);
    }
}
