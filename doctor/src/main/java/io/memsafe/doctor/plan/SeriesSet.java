package io.memsafe.doctor.plan;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The series of one or more inputs, by name, within a fixed bound.
 *
 * <p>Thread-safety: none; used by one thread.
 */
final class SeriesSet {
    private static final int MOST_SERIES = 2_000;
    private static final int MOST_HOURS = 800_000;
    private static final int CHECK_EVERY = 4_096;
    private static final int LONGEST_NAME = 200;
    private static final int MOST_NOTES = 100;

    private final Map<String, MemorySeries> series = new LinkedHashMap<>();
    private final List<String> notes = new ArrayList<>();
    private final @Nullable String chosen;
    private long added;

    /** Keeps the series with a text in their names; null for all. */
    SeriesSet(@Nullable String chosen) {
        this.chosen = chosen;
    }

    /** Null if it is not chosen. */
    @Nullable
    MemorySeries get(String name, SeriesUnit unit) {
        String shortened = name.length() > LONGEST_NAME ? name.substring(0, LONGEST_NAME) + "..." : name;
        MemorySeries known = series.get(shortened);
        if (known != null) {
            return known.unit() == unit ? known : get(shortened + " (" + unit + ")", unit);
        }
        if (chosen != null && !shortened.contains(chosen)) {
            return null;
        }
        if (series.size() == MOST_SERIES) {
            throw new UnreadableSamplesException(
                    "more than " + MOST_SERIES + " series: choose some by a part of their name with --series");
        }
        MemorySeries fresh = new MemorySeries(shortened, unit);
        series.put(shortened, fresh);
        return fresh;
    }

    boolean add(@Nullable MemorySeries one, long epochMillis, double mean, double peak, double limit) {
        if (++added % CHECK_EVERY == 0
                && series.values().stream()
                                .mapToLong(each -> each.hours().size())
                                .sum()
                        > MOST_HOURS) {
            throw new UnreadableSamplesException("more than " + MOST_HOURS
                    + " hours with samples in all series: choose some of them by a part of their name with --series");
        }
        return one == null || one.add(epochMillis, mean, peak, limit);
    }

    void note(String note) {
        if (notes.size() < MOST_NOTES) {
            notes.add(note);
        }
    }

    List<String> notes() {
        return notes;
    }

    List<MemorySeries> filled() {
        return series.values().stream().filter(each -> each.samples() > 0).toList();
    }
}
