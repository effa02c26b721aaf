package io.memsafe.level;

import java.time.Duration;

/**
 * When a level begins and ends.
 *
 * @param warningRatio share of the capacity at which {@code WARNING} begins
 * @param criticalRatio share of the capacity at which {@code CRITICAL} begins
 * @param emergencyRatio share of the capacity at which {@code EMERGENCY} begins without distress
 * @param hysteresisRatio how far below its beginning the live set has to fall for a level to end
 * @param dwell how long it has to stay there
 */
public record LevelThresholds(
        double warningRatio, double criticalRatio, double emergencyRatio, double hysteresisRatio, Duration dwell) {

    /** 85 % and 95 %, ending 5 points below after half a second. */
    public static final LevelThresholds DEFAULT = new LevelThresholds(0.85, 0.95, 0.985, 0.05, Duration.ofMillis(500));

    /** Checks the order of the shares. */
    public LevelThresholds {
        if (!(warningRatio > 0 && warningRatio < criticalRatio && criticalRatio < emergencyRatio)) {
            throw new IllegalArgumentException("thresholds must be 0 < warning < critical < emergency, but are "
                    + warningRatio + ", " + criticalRatio + ", " + emergencyRatio);
        }
        if (!(hysteresisRatio >= 0 && hysteresisRatio < warningRatio)) {
            throw new IllegalArgumentException("hysteresis must be at least 0 and below the warning threshold "
                    + warningRatio + ", but is " + hysteresisRatio);
        }
        if (dwell.isNegative()) {
            throw new IllegalArgumentException("dwell must not be negative, but is " + dwell);
        }
    }

    /**
     * The same with another beginning of {@code EMERGENCY}.
     *
     * @param emergency share of the capacity, above that of {@code CRITICAL}
     * @return new thresholds
     */
    public LevelThresholds withEmergency(double emergency) {
        return new LevelThresholds(warningRatio, criticalRatio, emergency, hysteresisRatio, dwell);
    }

    /**
     * The same with another end of a level.
     *
     * @param hysteresis how far below its beginning the live set has to fall, as a share of the capacity
     * @param time how long it has to stay there
     * @return new thresholds
     */
    public LevelThresholds withEnd(double hysteresis, Duration time) {
        return new LevelThresholds(warningRatio, criticalRatio, emergencyRatio, hysteresis, time);
    }

    /**
     * The same with other beginnings of {@code WARNING} and {@code CRITICAL}.
     *
     * @param warning share of the capacity, above 0
     * @param critical share of the capacity, above {@code warning}, below 1
     * @return new thresholds; {@code EMERGENCY} keeps its share of what is left above {@code CRITICAL}
     */
    public LevelThresholds with(double warning, double critical) {
        double share = (emergencyRatio - criticalRatio) / (1 - criticalRatio);
        return new LevelThresholds(
                warning, critical, critical + share * (1 - critical), Math.min(hysteresisRatio, warning / 2), dwell);
    }
}
