package io.memsafe;

import java.time.Duration;
import java.util.List;

/**
 * A change of the pressure level.
 *
 * @param from the level before
 * @param to the level now
 * @param uptime when, as time since the governor started
 * @param reasons why, as sentences with numbers and units; never empty
 * @param assessment what the decision was made of
 */
public record LevelChange(
        PressureLevel from, PressureLevel to, Duration uptime, List<String> reasons, MemoryAssessment assessment) {

    /**
     * Copies the list of reasons.
     *
     * @param from the level before
     * @param to the level now
     * @param uptime when, as time since the governor started
     * @param reasons why, as sentences with numbers and units; never empty
     * @param assessment what the decision was made of
     */
    public LevelChange {
        reasons = List.copyOf(reasons);
    }

    /** The change as one line for a log. */
    @Override
    public String toString() {
        return "memory pressure " + from + " -> " + to + ": " + String.join("; ", reasons);
    }
}
