package io.memsafe.benchmarks.giveback;

import io.memsafe.PressureLevel;
import io.memsafe.benchmarks.giveback.child.Part;
import io.memsafe.benchmarks.giveback.child.Recording;
import io.memsafe.benchmarks.giveback.child.Tape.Counter;
import io.memsafe.benchmarks.giveback.child.Tape.Event;
import io.memsafe.benchmarks.giveback.child.Tape.Kind;
import io.memsafe.benchmarks.giveback.child.Tape.Row;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Writes recordings by hand: a row every 10 ms, with what was said last. */
final class Script {
    static final long MB = 1 << 20;

    private static final long TICK = 10_000_000;

    private final List<Event> events = new ArrayList<>();
    private final List<Row> rows = new ArrayList<>();
    private final Map<Part, Long> held = new EnumMap<>(Part.class);
    private PressureLevel level = PressureLevel.NORMAL;
    private long nanos;
    private double operations;
    private double pace;
    private double misses;
    private double missRatio = 0.1;
    private long ballast;
    private long used;

    Script event(Kind kind, int first, int second) {
        events.add(new Event(nanos, kind, first, second));
        return this;
    }

    Script event(Kind kind) {
        return event(kind, 0, 0);
    }

    /** The level, which nobody but the rows tells. */
    Script level(PressureLevel next) {
        level = next;
        return this;
    }

    Script held(Part part, long megabytes) {
        held.put(part, megabytes * MB);
        return this;
    }

    Script heap(long ballastMegabytes, long usedMegabytes) {
        ballast = ballastMegabytes * MB;
        used = usedMegabytes * MB;
        return this;
    }

    Script pace(double operationsPerSecond) {
        pace = operationsPerSecond;
        return this;
    }

    /** How many of the operations miss. */
    Script missing(double ratio) {
        missRatio = ratio;
        return this;
    }

    Script run(double seconds) {
        for (long end = nanos + (long) (seconds * 1e9); nanos < end; nanos += TICK) {
            rows.add(new Row(
                    nanos, Math.round(operations), Math.round(misses), level, used, 0, ballast, 0, Map.copyOf(held)));
            operations += pace * TICK / 1e9;
            misses += missRatio * pace * TICK / 1e9;
        }
        return this;
    }

    Recording recording() {
        return new Recording(Map.of(Counter.BASE_BYTES, 10 * MB, Counter.CAPACITY_BYTES, 250 * MB), events, rows);
    }
}
