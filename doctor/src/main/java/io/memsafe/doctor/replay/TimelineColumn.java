package io.memsafe.doctor.replay;

import io.memsafe.PressureLevel;

/**
 * A stretch of what was replayed.
 *
 * @param level the highest in it
 * @param pressureRatio the greatest live set in it, as a share of what the collector can fill; 0 while it was not known
 * @param usedRatio the most heap in use in it, garbage included, as a share of the largest heap
 * @param naive whether that was ever above the share of the naive rule
 */
public record TimelineColumn(PressureLevel level, double pressureRatio, double usedRatio, boolean naive) {

    /**
     * Two stretches as one.
     *
     * @param other the other
     * @return the worse of each figure
     */
    public TimelineColumn worse(TimelineColumn other) {
        return new TimelineColumn(
                level.atLeast(other.level) ? level : other.level,
                Math.max(pressureRatio, other.pressureRatio),
                Math.max(usedRatio, other.usedRatio),
                naive || other.naive);
    }
}
