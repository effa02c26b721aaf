package io.memsafe;

/**
 * How short memory is, in four steps. The order of the constants is the order of severity, so
 * {@code level.compareTo(WARNING) >= 0} asks for "warning or worse".
 */
public enum PressureLevel {
    /** Enough headroom; nothing has to be done. */
    NORMAL,
    /** The live set has passed 85 % of what can be filled, or will soon: alert, clean up, start no big work. */
    WARNING,
    /** The live set has passed 95 % of what can be filled, or will soon: refuse new work, drain. */
    CRITICAL,
    /** Exhaustion is imminent, or the collector runs without result: stop in order. */
    EMERGENCY;

    /**
     * Whether this level is as severe as another, or more.
     *
     * @param other the level to compare with
     * @return {@code true} if this level is {@code other} or worse
     */
    public boolean atLeast(PressureLevel other) {
        return compareTo(other) >= 0;
    }
}
