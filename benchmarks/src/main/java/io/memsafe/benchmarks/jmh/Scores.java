package io.memsafe.benchmarks.jmh;

import io.memsafe.benchmarks.stand.Run;
import io.memsafe.benchmarks.stand.Spread;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.openjdk.jmh.util.ListStatistics;

/** The forks of each cell, and what they say together. */
final class Scores {

    private static final double CONFIDENCE = 0.999;

    private final Map<Cell, List<Run>> forks = new LinkedHashMap<>();

    void add(Cell cell, Run fork) {
        forks.computeIfAbsent(cell, any -> new ArrayList<>()).add(fork);
    }

    /** The spread over the forks that have such a value; empty if there was no time for one. */
    Optional<Spread> spread(Cell cell, String value) {
        List<Double> values = forks(cell).stream()
                .filter(fork -> fork.values().containsKey(value))
                .map(fork -> fork.number(value))
                .toList();
        return values.isEmpty() ? Optional.empty() : Optional.of(Spread.of(values));
    }

    double median(Cell cell, String value) {
        return spread(cell, value).map(Spread::median).orElse(Double.NaN);
    }

    /** Half the width of the interval in which the mean lies with 99.9 %, from all iterations of all forks. */
    double error(Cell cell) {
        ListStatistics statistics = new ListStatistics();
        for (Run fork : forks(cell)) {
            if (fork.values().get(Fork.ITERATIONS) instanceof List<?> iterations) {
                iterations.forEach(score -> statistics.addValue(((Number) score).doubleValue()));
            }
        }
        return statistics.getN() < 2 ? Double.NaN : statistics.getMeanErrorAt(CONFIDENCE);
    }

    String noisy(Cell cell) {
        List<Run> all = forks(cell);
        return all.stream().filter(Run::noisy).count() + "/" + all.size();
    }

    List<Run> forks(Cell cell) {
        return forks.getOrDefault(cell, List.of());
    }
}
