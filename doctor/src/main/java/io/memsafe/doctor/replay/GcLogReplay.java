package io.memsafe.doctor.replay;

import io.memsafe.MemoryAssessment;
import io.memsafe.doctor.gclog.GcEvent;
import io.memsafe.doctor.gclog.GcKind;
import io.memsafe.doctor.gclog.GcLog;
import io.memsafe.doctor.gclog.GcLogReader;
import io.memsafe.replay.MemoryReplay;
import io.memsafe.replay.RecordedSample;
import io.memsafe.replay.ReplayThresholds;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * A garbage collection log through the governor's assessor and level policy. Between two collections the heap in use is
 * taken to grow evenly. The log is read twice, since its largest heap may stand at its end.
 *
 * <p>Thread-safety: none; used by one thread.
 */
public final class GcLogReplay {
    private static final double NANOS = 1e9;
    private static final double MILLIS_IN_SECOND = 1e3;
    private static final long STEP_NANOS = 100_000_000L;
    private static final int MOST_STEPS = 40;
    private static final double LONGEST_SECONDS = 3e9;
    private static final double RESTART_SECONDS = 5;

    private final ReplayThresholds thresholds;
    private final LoggedCollections collections;
    private final ReplayTally tally;
    private final long maxBytes;
    private final double naiveBytes;
    private MemoryReplay replay;
    private double lastSeconds = Double.NaN;
    private long lastUsed;
    private long allocated;
    private long untimed;

    private GcLogReplay(LoggedCollections collections, long maxBytes, ReplayThresholds thresholds, double naiveRatio) {
        this.collections = collections;
        this.maxBytes = maxBytes;
        this.thresholds = thresholds;
        this.naiveBytes = naiveRatio * maxBytes;
        this.tally = new ReplayTally(naiveRatio, maxBytes);
        this.replay = new MemoryReplay(collections.collector(), thresholds, tally::changed);
    }

    /**
     * Replays a log.
     *
     * @param paths its files, the oldest first
     * @param heapBytes {@code -Xmx}; -1 to take what the log says
     * @param thresholds that a governor would have had
     * @param naiveRatio the share of {@code -Xmx} above which the naive rule would have held
     * @return what would have happened
     * @throws IOException if it cannot be read, there is nothing of a log in it, or it has no times or sizes
     */
    public static ReplayResult replay(List<Path> paths, long heapBytes, ReplayThresholds thresholds, double naiveRatio)
            throws IOException {
        String names = String.join(", ", paths.stream().map(Path::toString).toList());
        long[] young = new long[1];
        GcLog log = read(paths, event -> young[0] += event.kind() == GcKind.YOUNG ? 1 : 0);
        if (log.events() == 0) {
            throw new IOException(names + " is no history of a governor, and no garbage collection was found in it");
        }
        long maxBytes =
                heapBytes > 0 ? heapBytes : log.maxHeapBytes() > 0 ? log.maxHeapBytes() : log.largestCommittedBytes();
        if (maxBytes <= 0) {
            throw new IOException(
                    names + " does not say how large the heap may grow: give --heap, such as --heap 512m");
        }
        LoggedCollections collections = LoggedCollections.of(log, young[0] > 0);
        GcLogReplay replay = new GcLogReplay(collections, maxBytes, thresholds, naiveRatio);
        read(paths, replay::event);
        if (Double.isNaN(replay.lastSeconds)) {
            throw new IOException(names + " has no times before its collections, or no sizes: log with"
                    + " -Xlog:gc*:file=gc.log:time,uptime,tags");
        }
        return replay.tally.result(
                names, collections.collector(), thresholds, replay.notes(log, heapBytes > 0 || log.maxHeapBytes() > 0));
    }

    private static GcLog read(List<Path> paths, Consumer<GcEvent> events) throws IOException {
        GcLogReader reader = new GcLogReader(events);
        for (Path path : paths) {
            try (InputStream in = Files.newInputStream(path)) {
                reader.read(path.toString(), in);
            }
        }
        return reader.summary();
    }

    private void event(GcEvent event) {
        double seconds = seconds(event);
        if (Double.isNaN(seconds) || event.beforeBytes() < 0 || event.afterBytes() < 0) {
            untimed++;
            return;
        }
        double pause = event.pauseMillis() > 0 ? event.pauseMillis() / MILLIS_IN_SECOND : 0;
        if (Double.isNaN(lastSeconds) || seconds < lastSeconds - RESTART_SECONDS) {
            begin(event, seconds);
        }
        double begin = Math.max(lastSeconds, seconds - pause);
        fill(begin, event.beforeBytes());
        allocated += Math.max(0, event.beforeBytes() - lastUsed);
        double now = Math.max(begin, seconds);
        collections.tell(replay, event, nanos(now), pause);
        advance(now, event.beforeBytes(), event.afterBytes(), allocated);
    }

    private static double seconds(GcEvent event) {
        Instant time = event.time();
        double seconds = Double.isNaN(event.uptimeSeconds()) && time != null
                ? time.toEpochMilli() / MILLIS_IN_SECOND
                : event.uptimeSeconds();
        return Math.abs(seconds) < LONGEST_SECONDS ? seconds : Double.NaN;
    }

    /** A JVM begins, the first or after a restart; nothing is known of it. */
    private void begin(GcEvent event, double seconds) {
        replay = new MemoryReplay(collections.collector(), thresholds, tally::changed);
        lastSeconds = seconds;
        lastUsed = event.beforeBytes();
        allocated = 0;
        Instant time = event.time();
        tally.clock(time);
    }

    private static long nanos(double seconds) {
        return (long) (seconds * NANOS);
    }

    /** The time up to a collection, in steps short enough for the policy. */
    private void fill(double until, long usedBytes) {
        double gap = until - lastSeconds;
        int steps = (int) Math.max(0, Math.min(MOST_STEPS, nanos(gap) / STEP_NANOS));
        double from = lastSeconds;
        long first = lastUsed;
        for (int i = 1; i <= steps; i++) {
            double share = (double) i / (steps + 1);
            long used = first + (long) (share * (usedBytes - first));
            advance(from + share * gap, lastUsed, used, allocated + Math.max(0, used - first));
        }
        advance(until, lastUsed, usedBytes, allocated + Math.max(0, usedBytes - first));
        lastUsed = first;
    }

    private void advance(double seconds, long fromUsed, long toUsed, long allocatedBytes) {
        Duration time = Duration.ofNanos(Math.max(0, nanos(seconds) - nanos(lastSeconds)));
        MemoryAssessment now =
                replay.sampled(new RecordedSample(nanos(seconds), toUsed, maxBytes, allocatedBytes), List.of());
        tally.stretch(time, replay.level(), now, Math.max(fromUsed, toUsed), above(fromUsed, toUsed));
        lastSeconds = seconds;
        lastUsed = toUsed;
    }

    private double above(long from, long to) {
        double least = Math.min(from, to);
        double most = Math.max(from, to);
        if (most <= naiveBytes) {
            return 0;
        }
        return least >= naiveBytes ? 1 : (most - naiveBytes) / (most - least);
    }

    private List<String> notes(GcLog log, boolean isHeapKnown) {
        List<String> notes = new ArrayList<>(log.notes());
        if (!isHeapKnown) {
            notes.add(
                    "the log does not say -Xmx: the largest size that the heap had is taken for it, which is too small"
                            + " if it could have grown on (--heap sets it)");
        }
        notes.addAll(collections.notes());
        notes.add("a log says nothing of what is beside the heap, and the time before its first and after its last"
                + " collection is not in it");
        if (log.stalls() > 0) {
            notes.add(log.stalls() + " allocation stalls, degenerated or failed collections are in the log; a governor"
                    + " counts those that it is notified of as distress, and would have raised the level sooner");
        }
        if (untimed > 0) {
            notes.add(untimed + " collections without a time or without sizes are left out");
        }
        if (log.runs() > 1) {
            notes.add("the log is of " + log.runs() + " runs of a JVM, each of which begins at NORMAL");
        }
        return notes;
    }
}
