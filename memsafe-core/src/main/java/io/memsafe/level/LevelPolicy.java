package io.memsafe.level;

import io.memsafe.MemoryAssessment;
import io.memsafe.PressureLevel;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Decides the level.
 *
 * <p>Up at once, down with hysteresis: a level ends when the live set has stayed below its beginning, less the
 * hysteresis, for the dwell time. Only a verified estimate raises a level. {@code EMERGENCY} needs a live set at the
 * very end of the capacity, or one in {@code CRITICAL} with three or more collections in distress within a second.
 *
 * <p>Pure: time is only what the assessments carry. Thread-safety: none; used by one thread.
 */
public final class LevelPolicy {
    private static final int DISTRESS_ENOUGH = 3;
    private static final double PERCENT = 100.0;
    private static final double MEBIBYTE = 1 << 20;

    private final LevelThresholds thresholds;
    private PressureLevel level = PressureLevel.NORMAL;
    private long lowerSinceNanos = -1;

    /** A policy that starts at {@code NORMAL}. */
    public LevelPolicy(LevelThresholds thresholds) {
        this.thresholds = thresholds;
    }

    /**
     * Takes in the next assessment.
     *
     * @param assessment in order of time
     * @return the level from now on
     */
    public PressureLevel decide(MemoryAssessment assessment) {
        PressureLevel rising = levelOf(assessment, 0);
        if (rising.atLeast(level)) {
            level = rising;
            lowerSinceNanos = -1;
            return level;
        }
        PressureLevel falling = levelOf(assessment, thresholds.hysteresisRatio());
        if (falling.atLeast(level)) {
            lowerSinceNanos = -1;
            return level;
        }
        long now = assessment.uptime().toNanos();
        if (lowerSinceNanos < 0) {
            lowerSinceNanos = now;
        }
        if (now - lowerSinceNanos >= thresholds.dwell().toNanos()) {
            level = falling;
            lowerSinceNanos = -1;
        }
        return level;
    }

    private PressureLevel levelOf(MemoryAssessment assessment, double slack) {
        if (!assessment.verified()) {
            return PressureLevel.NORMAL;
        }
        double pressure = assessment.pressureRatio() + slack;
        boolean critical = pressure >= thresholds.criticalRatio();
        if (pressure >= thresholds.emergencyRatio() || (critical && assessment.distress() >= DISTRESS_ENOUGH)) {
            return PressureLevel.EMERGENCY;
        }
        if (critical) {
            return PressureLevel.CRITICAL;
        }
        return pressure >= thresholds.warningRatio() ? PressureLevel.WARNING : PressureLevel.NORMAL;
    }

    /**
     * Why the level is what it is, for people.
     *
     * @param assessment the one that was decided on
     * @return sentences with numbers and units, at least one
     */
    public List<String> reasons(MemoryAssessment assessment) {
        List<String> reasons = new ArrayList<>();
        if (!assessment.verified()) {
            reasons.add("no collection has looked at the whole heap yet, so nothing is known against it");
        }
        reasons.add(String.format(
                Locale.ROOT,
                "live set %.1f MiB is %.1f %% of the %.1f MiB that %s can fill of its %.1f MiB heap"
                        + " (WARNING from %.0f %%, CRITICAL from %.0f %%); measured as %s",
                assessment.liveBytes() / MEBIBYTE,
                assessment.pressureRatio() * PERCENT,
                assessment.capacityBytes() / MEBIBYTE,
                assessment.collector(),
                assessment.maxBytes() / MEBIBYTE,
                thresholds.warningRatio() * PERCENT,
                thresholds.criticalRatio() * PERCENT,
                assessment.liveSource()));
        if (assessment.distress() > 0) {
            reasons.add(String.format(
                    Locale.ROOT,
                    "%d collections in distress within the last second, %.0f %% of it spent on collections",
                    assessment.distress(),
                    assessment.collectionRatio() * PERCENT));
        }
        return reasons;
    }
}
