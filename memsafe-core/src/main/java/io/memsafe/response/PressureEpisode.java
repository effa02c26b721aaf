package io.memsafe.response;

import io.memsafe.PressureLevel;
import java.time.Duration;
import java.util.List;

/**
 * What happened between the first rise of the level and the end of the recovery.
 *
 * @param start when it began, as time since the governor started
 * @param duration from the first rise to the end of the recovery
 * @param pressed how long of it the level was above {@code NORMAL}
 * @param worst the highest level
 * @param area what bound when the level was highest, such as {@code heap}
 * @param growthPerSecond the fastest growth of that area, in its unit; 0 if it did not grow
 * @param mostDistress the most collections in distress that any second had
 * @param freed what each reclaimer that was asked has freed, in the order of their costs
 * @param cause the root cause as far as it shows, a sentence with numbers and units
 */
public record PressureEpisode(
        Duration start,
        Duration duration,
        Duration pressed,
        PressureLevel worst,
        String area,
        double growthPerSecond,
        int mostDistress,
        List<Freed> freed,
        String cause) {

    /**
     * What one reclaimer freed in an episode.
     *
     * @param reclaimer its name
     * @param calls how often it was asked
     * @param bytes what it freed; 0 if it did not say and no collection has told yet
     * @param verified whether a collection has confirmed all of it; else part of it is what the reclaimer said
     */
    public record Freed(String reclaimer, int calls, long bytes, boolean verified) {}

    /**
     * Copies the list.
     *
     * @param start when it began, as time since the governor started
     * @param duration from the first rise to the end of the recovery
     * @param pressed how long of it the level was above {@code NORMAL}
     * @param worst the highest level
     * @param area what bound when the level was highest, such as {@code heap}
     * @param growthPerSecond the fastest growth of that area, in its unit; 0 if it did not grow
     * @param mostDistress the most collections in distress that any second had
     * @param freed what each reclaimer that was asked has freed, in the order of their costs
     * @param cause the root cause as far as it shows, a sentence with numbers and units
     */
    public PressureEpisode {
        freed = List.copyOf(freed);
    }

    /** The episode as one line for a log. */
    @Override
    public String toString() {
        return "memory pressure is over after " + seconds(duration) + " s, of which " + seconds(pressed)
                + " s above NORMAL and up to " + worst + ": " + cause;
    }

    private static String seconds(Duration time) {
        return String.valueOf(Math.round(time.toMillis() / 100.0) / 10.0);
    }
}
