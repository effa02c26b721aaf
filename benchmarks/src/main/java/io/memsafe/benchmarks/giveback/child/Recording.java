package io.memsafe.benchmarks.giveback.child;

import io.memsafe.benchmarks.giveback.child.Tape.Counter;
import io.memsafe.benchmarks.giveback.child.Tape.Event;
import io.memsafe.benchmarks.giveback.child.Tape.Kind;
import io.memsafe.benchmarks.giveback.child.Tape.Row;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * What a child has recorded.
 *
 * <p>Thread-safety: immutable.
 *
 * @param counters numbers of the run
 * @param events in order of time
 * @param rows in order of time
 */
public record Recording(Map<Counter, Long> counters, List<Event> events, List<Row> rows) {

    /** Copies all. */
    public Recording {
        counters = Map.copyOf(counters);
        events = List.copyOf(events);
        rows = List.copyOf(rows);
    }

    /**
     * When something happened for the first time.
     *
     * @param kind what
     * @return nanoseconds on the clock of the run; empty if it did not
     */
    public OptionalLong at(Kind kind) {
        return events.stream()
                .filter(event -> event.kind() == kind)
                .mapToLong(Event::nanos)
                .findFirst();
    }

    /**
     * A number of the run.
     *
     * @param counter which
     * @return 0 if it was not counted
     */
    public long count(Counter counter) {
        return counters.getOrDefault(counter, 0L);
    }

    /**
     * The rows of a stretch of time.
     *
     * @param fromNanos the first
     * @param toNanos the end, not among them
     * @return in order
     */
    public List<Row> between(long fromNanos, long toNanos) {
        return rows.stream()
                .filter(row -> row.nanos() >= fromNanos && row.nanos() < toNanos)
                .toList();
    }
}
