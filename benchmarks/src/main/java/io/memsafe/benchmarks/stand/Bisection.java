package io.memsafe.benchmarks.stand;

import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Finds the smallest of some steps that suffices, with few trials, by halving.
 *
 * <p>Takes for granted that a step above one that suffices suffices too.
 *
 * <p>Thread-safety: stateless.
 */
public final class Bisection {

    private Bisection() {}

    /**
     * The smallest step that suffices.
     *
     * @param ascending the steps, smallest first
     * @param suffices tries a step; called at most once for each
     * @param <T> what a step is
     * @return the smallest, or empty if not even the largest suffices
     */
    public static <T> Optional<T> smallest(List<T> ascending, Predicate<? super T> suffices) {
        int low = 0;
        int high = ascending.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (suffices.test(ascending.get(middle))) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return low == ascending.size() ? Optional.empty() : Optional.of(ascending.get(low));
    }
}
