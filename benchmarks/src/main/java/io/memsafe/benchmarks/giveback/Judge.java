package io.memsafe.benchmarks.giveback;

import io.memsafe.PressureLevel;
import io.memsafe.benchmarks.giveback.child.Part;
import io.memsafe.benchmarks.giveback.child.Recording;
import io.memsafe.benchmarks.giveback.child.Tape.Counter;
import io.memsafe.benchmarks.giveback.child.Tape.Event;
import io.memsafe.benchmarks.giveback.child.Tape.Kind;
import io.memsafe.benchmarks.giveback.child.Tape.Row;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.function.ToLongFunction;

/**
 * What a recording says. Pure: the same recording is always judged alike.
 *
 * <p>Thread-safety: stateless.
 */
@SuppressWarnings("EnumOrdinal") // as the child writes them
final class Judge {
    /** Of what a part may give back. */
    static final double NEARLY_ALL = 0.90;
    /** Of the usual throughput. */
    static final double RECOVERED = 0.95;

    private static final double NANOS = 1e9;
    private static final long SLICE_NANOS = 100_000_000;
    private static final int SLICES_IN_WINDOW = 5;
    private static final long ONE_SECOND = 1_000_000_000;

    private Judge() {}

    /**
     * What a part gave back after a rise of the level.
     *
     * @param heldBytes when the level had risen
     * @param mayBytes of these it may give back, by its settings
     * @param seconds from the rise until it had given back 90 % of that; empty if it never did
     * @param secondsFromAsked the same from when it was asked first after the rise
     * @param ratioInOneSecond share of what it may that it had given back a second after the rise
     */
    record GivenBack(
            long heldBytes,
            long mayBytes,
            OptionalDouble seconds,
            OptionalDouble secondsFromAsked,
            double ratioInOneSecond) {}

    /**
     * When the level was first at least so high while the ballast was there: by the listener or by the rows, whichever saw it first.
     *
     * @return empty if it never was
     */
    static OptionalLong risen(Recording recording, PressureLevel level) {
        long from = recording.at(Kind.PRESSURE).orElse(Long.MAX_VALUE);
        long to = recording.at(Kind.DROP).orElse(Long.MAX_VALUE);
        OptionalLong heard = recording.events().stream()
                .filter(event -> event.kind() == Kind.LEVEL && event.second() >= level.ordinal())
                .mapToLong(Event::nanos)
                .filter(nanos -> nanos >= from && nanos < to)
                .findFirst();
        OptionalLong seen = recording.between(from, to).stream()
                .filter(row -> row.level().atLeast(level))
                .mapToLong(Row::nanos)
                .findFirst();
        return heard.isPresent() && seen.isPresent()
                ? OptionalLong.of(Math.min(heard.getAsLong(), seen.getAsLong()))
                : heard.isPresent() ? heard : seen;
    }

    /**
     * What a part gave back when the level rose.
     *
     * @return empty if the level did not rise so high, or the part had nothing to give when the episode began; no time at all if it
     *     had given back before what it may at this level
     */
    static Optional<GivenBack> givenBack(Recording recording, Part part, PressureLevel level) {
        OptionalLong rise = risen(recording, level);
        OptionalLong begin = risen(recording, PressureLevel.WARNING);
        if (rise.isEmpty() || begin.isEmpty()) {
            return Optional.empty();
        }
        long before = heldAt(recording, part, begin.getAsLong());
        long kept = part.keptBytes(level, before);
        long held = heldAt(recording, part, rise.getAsLong());
        long may = held - kept;
        if (may <= 0) {
            return before <= kept
                    ? Optional.empty()
                    : Optional.of(new GivenBack(held, 0, OptionalDouble.of(0), OptionalDouble.empty(), 1));
        }
        long drop = recording.at(Kind.DROP).orElse(Long.MAX_VALUE);
        List<Row> after = recording.between(rise.getAsLong(), drop);
        OptionalLong done = after.stream()
                .filter(row -> held - row.held(part) >= NEARLY_ALL * may)
                .mapToLong(Row::nanos)
                .findFirst();
        OptionalLong asked = recording.events().stream()
                .filter(event -> event.kind() == Kind.ASKED
                        && event.first() == part.ordinal()
                        && event.nanos() >= rise.getAsLong())
                .mapToLong(Event::nanos)
                .findFirst();
        long atSecond = heldAt(recording, part, rise.getAsLong() + ONE_SECOND);
        return Optional.of(new GivenBack(
                held,
                may,
                seconds(rise, done),
                asked.isEmpty() || done.isEmpty()
                        ? OptionalDouble.empty()
                        : OptionalDouble.of(Math.max(0, done.getAsLong() - asked.getAsLong()) / NANOS),
                Math.max(0, (double) (held - atSecond) / may)));
    }

    /** In the last row up to a moment. */
    private static long heldAt(Recording recording, Part part, long nanos) {
        long held = 0;
        for (Row row : recording.rows()) {
            if (row.nanos() > nanos) {
                break;
            }
            held = row.held(part);
        }
        return held;
    }

    private static OptionalDouble seconds(OptionalLong from, OptionalLong to) {
        return from.isEmpty() || to.isEmpty()
                ? OptionalDouble.empty()
                : OptionalDouble.of((to.getAsLong() - from.getAsLong()) / NANOS);
    }

    /** When the rows have the level at {@code NORMAL} after the ballast had gone; at once if the program had got there with it. */
    static OptionalLong normal(Recording recording) {
        OptionalLong drop = recording.at(Kind.DROP);
        return drop.isEmpty()
                ? OptionalLong.empty()
                : recording.between(drop.getAsLong(), Long.MAX_VALUE).stream()
                        .filter(row -> row.level() == PressureLevel.NORMAL)
                        .mapToLong(Row::nanos)
                        .findFirst();
    }

    /** Seconds from the end of the ballast to {@code NORMAL}. */
    static OptionalDouble secondsToNormal(Recording recording) {
        return seconds(recording.at(Kind.DROP), normal(recording));
    }

    /** What operations are counted against. */
    enum Against {
        /** The time that has passed, as users feel it. */
        TIME,
        /** The misses of the caches, which cost a hundred times a hit: what the machine does otherwise changes nothing in them. */
        MISSES
    }

    /** Operations a second, or for each miss, in slices of a tenth of a second; the last one may be missing. */
    static double[] throughput(Recording recording, long fromNanos, long toNanos, Against against) {
        int count = (int) Math.max(0, (toNanos - fromNanos) / SLICE_NANOS);
        double[] slices = new double[count];
        List<Row> rows = recording.rows();
        int at = 0;
        double operations = 0;
        double cost = 0;
        for (int i = 0; i <= count; i++) {
            long end = fromNanos + i * SLICE_NANOS;
            while (at + 1 < rows.size() && rows.get(at).nanos() < end) {
                at++;
            }
            double doneBefore = operations;
            double costBefore = cost;
            operations = between(rows, at, end, Row::operations);
            cost = against == Against.TIME ? end / NANOS : between(rows, at, end, Row::misses);
            if (i > 0) {
                slices[i - 1] = (operations - doneBefore) / Math.max(Double.MIN_NORMAL, cost - costBefore);
            }
        }
        return slices;
    }

    /** In a straight line from the row before to the first one that is not before a moment. */
    private static double between(List<Row> rows, int at, long nanos, ToLongFunction<Row> value) {
        if (at == 0 || rows.get(at).nanos() <= nanos) {
            return rows.isEmpty() ? 0 : value.applyAsLong(rows.get(at));
        }
        Row before = rows.get(at - 1);
        Row after = rows.get(at);
        double part = (double) (nanos - before.nanos()) / (after.nanos() - before.nanos());
        return value.applyAsLong(before) + part * (value.applyAsLong(after) - value.applyAsLong(before));
    }

    /** The median of the slices between two moments; {@code NaN} without one of both. */
    static double usual(Recording recording, OptionalLong from, OptionalLong to, Against against) {
        if (from.isEmpty() || to.isEmpty()) {
            return Double.NaN;
        }
        return median(throughput(recording, from.getAsLong(), to.getAsLong(), against));
    }

    /**
     * Seconds from {@code NORMAL} until the throughput is that of before, nearly: the median of half a second is, and so is that of
     * the half second behind it.
     *
     * @return empty if it never is, or the level did not come back
     */
    static OptionalDouble secondsToRecover(Recording recording, Against against) {
        OptionalLong normal = normal(recording);
        double wanted = RECOVERED * usual(recording, recording.at(Kind.BASELINE), recording.at(Kind.PRESSURE), against);
        if (normal.isEmpty()) {
            return OptionalDouble.empty();
        }
        double[] slices =
                throughput(recording, normal.getAsLong(), recording.at(Kind.END).orElse(normal.getAsLong()), against);
        for (int i = 0; i + 2 * SLICES_IN_WINDOW <= slices.length; i++) {
            if (window(slices, i) >= wanted && window(slices, i + SLICES_IN_WINDOW) >= wanted) {
                return OptionalDouble.of(i * SLICE_NANOS / NANOS);
            }
        }
        return OptionalDouble.empty();
    }

    private static double window(double[] slices, int from) {
        return median(Arrays.copyOfRange(slices, from, from + SLICES_IN_WINDOW));
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        return sorted.length == 0
                ? Double.NaN
                : sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    /**
     * What a collection left, beyond what is counted as held, at its smallest while the ballast is full: were it much, what was given
     * back would not be gone.
     *
     * @return bytes; empty if there was no such moment
     */
    static OptionalLong unaccountedBytes(Recording recording) {
        long full = recording.at(Kind.FULL).orElse(Long.MAX_VALUE);
        return recording.between(full, recording.at(Kind.DROP).orElse(Long.MAX_VALUE)).stream()
                .mapToLong(row -> row.usedBytes()
                        - row.ballastBytes()
                        - recording.count(Counter.BASE_BYTES)
                        - Arrays.stream(Part.values())
                                .filter(Part::inHeap)
                                .mapToLong(row::held)
                                .sum())
                .min();
    }
}
