package io.memsafe.doctor.replay;

import io.memsafe.LevelChange;
import io.memsafe.MemoryAssessment;
import io.memsafe.PressureLevel;
import io.memsafe.replay.ReplayThresholds;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Counts what a replay says, in bounded memory.
 *
 * <p>Thread-safety: none; used by one thread.
 */
final class ReplayTally {
    private static final int MOST_FIRST = 100;
    private static final int MOST_LAST = 100;

    private final double naiveRatio;
    private final long maxHeapBytes;
    private final Map<PressureLevel, Duration> levels = new EnumMap<>(PressureLevel.class);
    private final Map<PressureLevel, Duration> recorded = new EnumMap<>(PressureLevel.class);
    private final Map<PressureLevel, Duration> firsts = new EnumMap<>(PressureLevel.class);
    private final List<ReplayedChange> firstChanges = new ArrayList<>();
    private final Deque<ReplayedChange> lastChanges = new ArrayDeque<>();
    private final Timeline timeline = new Timeline();
    private long changeCount;
    private Duration length = Duration.ZERO;
    private Duration naive = Duration.ZERO;
    private long naiveCount;
    private boolean inNaive;
    private @Nullable Duration firstNaive;
    private @Nullable Instant beginning;

    ReplayTally(double naiveRatio, long maxHeapBytes) {
        this.naiveRatio = naiveRatio;
        this.maxHeapBytes = maxHeapBytes;
    }

    /** What is replayed next began then, by the clock, less what was replayed before. */
    void clock(@Nullable Instant time) {
        beginning = time == null ? null : time.minus(length);
    }

    void changed(LevelChange change) {
        Instant time = beginning == null ? null : beginning.plus(length);
        String reason = change.reasons().get(0);
        ReplayedChange replayed = new ReplayedChange(length, time, change.from(), change.to(), reason);
        changeCount++;
        if (firstChanges.size() < MOST_FIRST) {
            firstChanges.add(replayed);
        } else {
            if (lastChanges.size() == MOST_LAST) {
                lastChanges.poll();
            }
            lastChanges.add(replayed);
        }
        for (PressureLevel level : PressureLevel.values()) {
            if (level != PressureLevel.NORMAL && change.to().atLeast(level)) {
                firsts.putIfAbsent(level, length);
            }
        }
    }

    /** A stretch at a level, of which the naive rule held for a share. */
    void stretch(
            Duration time, PressureLevel level, MemoryAssessment assessment, long mostUsedBytes, double naiveShare) {
        levels.merge(level, time, Duration::plus);
        if (!time.isZero()) {
            naive(time, naiveShare);
        }
        double pressure = assessment.heap().verified() ? assessment.heap().pressureRatio() : 0;
        timeline.add(
                length.toNanos(),
                new TimelineColumn(level, pressure, (double) mostUsedBytes / maxHeapBytes, naiveShare > 0));
        length = length.plus(time);
    }

    private void naive(Duration time, double share) {
        naive = naive.plus(Duration.ofNanos((long) (share * time.toNanos())));
        if (share > 0 && !inNaive) {
            naiveCount++;
            firstNaive = firstNaive == null ? length : firstNaive;
        }
        inNaive = share > 0;
    }

    void recorded(PressureLevel level, Duration time) {
        recorded.merge(level, time, Duration::plus);
    }

    ReplayResult result(String source, String collector, ReplayThresholds thresholds, List<String> notes) {
        List<ReplayedChange> changes = new ArrayList<>(firstChanges);
        changes.addAll(lastChanges);
        return new ReplayResult(
                source,
                collector,
                maxHeapBytes,
                thresholds,
                naiveRatio,
                length,
                Map.copyOf(levels),
                Map.copyOf(recorded),
                List.copyOf(changes),
                changeCount,
                Map.copyOf(firsts),
                naive,
                naiveCount,
                firstNaive,
                timeline.width(),
                List.copyOf(timeline.columns()),
                List.copyOf(notes));
    }
}
