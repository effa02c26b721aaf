package io.memsafe.response;

import io.memsafe.PressureLevel;

/**
 * How much less is asked of a part of the program.
 *
 * <p>The depth is the level as a number, except that it falls slowly: 0.0 at {@code NORMAL}, 1.0 at {@code WARNING},
 * 2.0 at {@code CRITICAL}, 3.0 at {@code EMERGENCY}; while the program recovers it comes down by a quarter at a time.
 *
 * @param level the pressure level now
 * @param depth 0.0 to 3.0; never below the level's
 */
public record Demand(PressureLevel level, double depth) {
    private static final double DEEPEST = 3;

    /** Nothing is asked. */
    public static final Demand NONE = new Demand(PressureLevel.NORMAL, 0);

    /**
     * Checks the depth.
     *
     * @param level the pressure level now
     * @param depth 0.0 to 3.0; never below the level's
     * @throws IllegalArgumentException if the depth is out of its bounds
     */
    public Demand {
        if (!(depth >= depthOf(level) && depth <= DEEPEST)) {
            throw new IllegalArgumentException(
                    "depth must be " + depthOf(level) + " (" + level + ") to " + DEEPEST + ", but is " + depth);
        }
    }

    /**
     * The depth of a level that lasts.
     *
     * @param level any
     * @return 0.0, 1.0, 2.0 or 3.0
     */
    public static double depthOf(PressureLevel level) {
        return switch (level) {
            case NORMAL -> 0;
            case WARNING -> 1;
            case CRITICAL -> 2;
            case EMERGENCY -> DEEPEST;
        };
    }
}
