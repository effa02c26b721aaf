package io.memsafe.benchmarks.stand;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One run of one contestant.
 *
 * <p>Thread-safety: immutable.
 *
 * @param contestant who ran
 * @param round which repetition, from 1
 * @param version of memsafe, with the commit of its sources
 * @param started when, in UTC
 * @param elapsedSeconds from start to end, as the launcher saw it
 * @param foreignCpuRatio share of the machine's processor time that others used meanwhile; {@code null} if unknown
 * @param noisy whether that was too much to trust the times
 * @param values what the lab measured; numbers, texts and truth values
 */
public record Run(
        String contestant,
        int round,
        String version,
        String started,
        double elapsedSeconds,
        @Nullable Double foreignCpuRatio,
        boolean noisy,
        Map<String, Object> values) {

    /** From here on a run is noisy. */
    public static final double NOISY_RATIO = 0.30;

    /** Copies the map of values. */
    public Run {
        values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
    }

    /**
     * A measured number.
     *
     * @param name which
     * @return its value
     * @throws IllegalArgumentException if this run has no such number; the message lists what it has
     */
    public double number(String name) {
        if (values.get(name) instanceof Number number) {
            return number.doubleValue();
        }
        throw new IllegalArgumentException("run of " + contestant + " has no number '" + name + "': it has " + values);
    }
}
