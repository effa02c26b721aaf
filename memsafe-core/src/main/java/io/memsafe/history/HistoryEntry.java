package io.memsafe.history;

import io.memsafe.PressureLevel;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/**
 * What a stretch of time was like.
 *
 * @param resolution in which it was recorded
 * @param start by the clock of the machine
 * @param length from its start to the last assessment in it
 * @param observed the part of the length in which a governor ran; less when the program was restarted within
 * @param worstLevel the highest level in it
 * @param levelShares share of the observed time for each level; they add up to 1 unless nothing was observed
 * @param figures all of them, also the unknown ones; with seven digits
 * @param bindingArea the area that would have been exhausted first, at its fullest, such as {@code metaspace};
 *     the first 24 letters of its name
 * @param bindingHeadroom what was left of it then, in its own unit
 */
public record HistoryEntry(
        HistoryResolution resolution,
        Instant start,
        Duration length,
        Duration observed,
        PressureLevel worstLevel,
        Map<PressureLevel, Double> levelShares,
        Map<HistoryFigure, HistoryRange> figures,
        String bindingArea,
        long bindingHeadroom) {

    /**
     * Copies the maps.
     *
     * @param resolution in which it was recorded
     * @param start by the clock of the machine
     * @param length from its start to the last assessment in it
     * @param observed the part of the length in which a governor ran; less when the program was restarted within
     * @param worstLevel the highest level in it
     * @param levelShares share of the observed time for each level; they add up to 1 unless nothing was observed
     * @param figures all of them, also the unknown ones; with seven digits
     * @param bindingArea the area that would have been exhausted first, at its fullest; the first 24 letters of its
     *     name
     * @param bindingHeadroom what was left of it then, in its own unit
     */
    public HistoryEntry {
        levelShares = Map.copyOf(levelShares);
        figures = Map.copyOf(figures);
    }

    /**
     * How a figure went.
     *
     * @param figure any
     * @return {@link HistoryRange#UNKNOWN} if it was not known then
     */
    public HistoryRange figure(HistoryFigure figure) {
        return figures.getOrDefault(figure, HistoryRange.UNKNOWN);
    }
}
