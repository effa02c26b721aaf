package io.memsafe.benchmarks.stand;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * The order in which contestants run: each once in every round, and each round begins with another one (A B C, then
 * B C A, then C A B), so that warmth, throttling and a neighbour's load do not always meet the same contestant.
 *
 * <p>Thread-safety: stateless.
 */
public final class Interleaving {

    private Interleaving() {}

    /**
     * Rounds of contestants.
     *
     * @param contestants in the order of the first round
     * @param rounds how many, 0 or more
     * @param <T> what names a contestant
     * @return the rounds in order
     * @throws IllegalArgumentException if the number of rounds is negative
     */
    public static <T> List<List<T>> rounds(List<T> contestants, int rounds) {
        if (rounds < 0) {
            throw new IllegalArgumentException("rounds must be 0 or more, but is " + rounds);
        }
        List<List<T>> order = new ArrayList<>();
        for (int round = 0; round < rounds; round++) {
            List<T> next = new ArrayList<>(contestants);
            Collections.rotate(next, -round);
            order.add(List.copyOf(next));
        }
        return order;
    }
}
