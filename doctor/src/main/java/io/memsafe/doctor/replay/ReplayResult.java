package io.memsafe.doctor.replay;

import io.memsafe.PressureLevel;
import io.memsafe.replay.ReplayThresholds;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What would have happened.
 *
 * @param source what was replayed, for people
 * @param collector of the JVM
 * @param maxHeapBytes its largest heap
 * @param thresholds that were applied
 * @param naiveRatio of the rule {@code used / max}
 * @param length from the beginning to the end, without stretches of which nothing is recorded
 * @param levels how long each level would have lasted
 * @param recorded how long each level did last, as far as that was recorded; empty if it was not
 * @param changes of the level, in order of time; of many the first and the last
 * @param changeCount how many there would have been
 * @param firsts when each level above {@code NORMAL} was first reached or passed, counted from the beginning
 * @param naive how long the rule would have held
 * @param naiveCount how often it would have begun to
 * @param firstNaive when it first would have; {@code null} if never
 * @param columnWidth the length of a column of the timeline
 * @param columns the timeline
 * @param notes what the record cannot tell, for people
 */
public record ReplayResult(
        String source,
        String collector,
        long maxHeapBytes,
        ReplayThresholds thresholds,
        double naiveRatio,
        Duration length,
        Map<PressureLevel, Duration> levels,
        Map<PressureLevel, Duration> recorded,
        List<ReplayedChange> changes,
        long changeCount,
        Map<PressureLevel, Duration> firsts,
        Duration naive,
        long naiveCount,
        @Nullable Duration firstNaive,
        Duration columnWidth,
        List<TimelineColumn> columns,
        List<String> notes) {

    /**
     * The highest level there would have been.
     *
     * @return {@code NORMAL} if there was no other
     */
    public PressureLevel worst() {
        PressureLevel worst = PressureLevel.NORMAL;
        for (PressureLevel level : firsts.keySet()) {
            worst = level.atLeast(worst) ? level : worst;
        }
        return worst;
    }
}
