package io.memsafe.benchmarks.signals.child;

import io.memsafe.benchmarks.signals.child.Tape.Mark;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;

/**
 * What a child has recorded.
 *
 * <p>Thread-safety: immutable.
 *
 * @param marks moments and sizes; one that was not set is missing
 * @param moments in order of time
 */
public record Recording(Map<Mark, Long> marks, List<Moment> moments) {

    private static final double MB = 1 << 20;

    /** Copies both. */
    public Recording {
        marks = Map.copyOf(marks);
        moments = List.copyOf(moments);
    }

    /** Collects a recording. */
    static final class Builder {
        private final Map<Mark, Long> marks = new EnumMap<>(Mark.class);
        private final List<Moment> moments = new ArrayList<>();

        void mark(Mark mark, long value) {
            if (value != Tape.UNSET) {
                marks.put(mark, value);
            }
        }

        void add(Moment moment) {
            moments.add(moment);
        }

        Recording build() {
            return new Recording(marks, moments);
        }
    }

    /**
     * A moment or a size.
     *
     * @param mark which
     * @return its value; empty if it did not happen
     */
    public OptionalLong at(Mark mark) {
        Long value = marks.get(mark);
        return value == null ? OptionalLong.empty() : OptionalLong.of(value);
    }

    /**
     * The largest heap.
     *
     * @return bytes
     */
    public long maxBytes() {
        return marks.getOrDefault(Mark.MAX_BYTES, 0L);
    }

    /**
     * The moments of a stretch of time.
     *
     * @param fromNanos the first
     * @param toNanos the end, not among them
     * @return in order
     */
    public List<Moment> between(long fromNanos, long toNanos) {
        return moments.stream()
                .filter(moment -> moment.nanos() >= fromNanos && moment.nanos() < toNanos)
                .toList();
    }

    /**
     * The recording as comma-separated text: marks as comments, then one line for each moment, in seconds and MB.
     *
     * @return lines
     */
    public String csv() {
        StringBuilder text = new StringBuilder();
        for (Mark mark : Mark.values()) {
            at(mark).ifPresent(value ->
                    text.append("# ").append(mark).append(' ').append(value).append('\n'));
        }
        text.append("seconds,truthMB,usedMB,liveMB,lowMB,highMB,capacityMB,verified,liveAgeSeconds,growthMBperSecond,"
                + "timeToExhaustionSeconds,collectionRatio,distress,collections,areaRatio,level");
        for (Peer peer : Peer.values()) {
            text.append(',').append(peer.label());
        }
        text.append('\n');
        for (Moment m : moments) {
            text.append(String.format(
                    Locale.ROOT,
                    "%.3f,%.2f,%.2f,%.2f,%.2f,%.2f,%.2f,%d,%.3f,%.2f,%s,%.3f,%d,%d,%.3f,%s",
                    m.nanos() / 1e9,
                    m.truth() / MB,
                    m.used() / MB,
                    m.live() / MB,
                    m.low() / MB,
                    m.high() / MB,
                    m.capacity() / MB,
                    m.verified() ? 1 : 0,
                    m.liveAge() / 1e9,
                    m.growth() / MB,
                    m.timeToExhaustion() == Long.MAX_VALUE
                            ? "never"
                            : String.format(Locale.ROOT, "%.3f", m.timeToExhaustion() / 1e9),
                    m.collectionRatio(),
                    m.distress(),
                    m.collections(),
                    m.areaRatio(),
                    m.level()));
            for (Peer peer : Peer.values()) {
                text.append(m.alarmed(peer) ? ",1" : ",0");
            }
            text.append('\n');
        }
        return text.toString();
    }
}
