package io.memsafe.replay;

import io.memsafe.level.LevelThresholds;
import java.time.Duration;

/**
 * When a level begins and ends; the settings of a governor.
 *
 * @param warningRatio share of the capacity at which {@code WARNING} begins
 * @param criticalRatio share of the capacity at which {@code CRITICAL} begins
 * @param emergencyRatio share of the capacity at which {@code EMERGENCY} begins without distress
 * @param hysteresisRatio how far below its beginning the live set has to fall for a level to end
 * @param dwell how long it has to stay there
 */
public record ReplayThresholds(
        double warningRatio, double criticalRatio, double emergencyRatio, double hysteresisRatio, Duration dwell) {

    /** Those of a governor that was told nothing else. */
    public static final ReplayThresholds DEFAULT = of(LevelThresholds.DEFAULT);

    /**
     * Checks the order of the shares.
     *
     * @param warningRatio share of the capacity at which {@code WARNING} begins
     * @param criticalRatio share of the capacity at which {@code CRITICAL} begins
     * @param emergencyRatio share of the capacity at which {@code EMERGENCY} begins without distress
     * @param hysteresisRatio how far below its beginning the live set has to fall for a level to end
     * @param dwell how long it has to stay there
     */
    public ReplayThresholds {
        new LevelThresholds(warningRatio, criticalRatio, emergencyRatio, hysteresisRatio, dwell);
    }

    /**
     * The same with other beginnings of {@code WARNING} and {@code CRITICAL}.
     *
     * @param warning share of the capacity, above 0
     * @param critical share of the capacity, above {@code warning}, below 1
     * @return new thresholds; {@code EMERGENCY} keeps its share of what is left above {@code CRITICAL}
     * @throws IllegalArgumentException if the order is wrong
     */
    public ReplayThresholds with(double warning, double critical) {
        if (!(critical < 1)) {
            throw new IllegalArgumentException("critical must be below 1, but is " + critical);
        }
        return of(internal().with(warning, critical));
    }

    LevelThresholds internal() {
        return new LevelThresholds(warningRatio, criticalRatio, emergencyRatio, hysteresisRatio, dwell);
    }

    private static ReplayThresholds of(LevelThresholds now) {
        return new ReplayThresholds(
                now.warningRatio(), now.criticalRatio(), now.emergencyRatio(), now.hysteresisRatio(), now.dwell());
    }
}
