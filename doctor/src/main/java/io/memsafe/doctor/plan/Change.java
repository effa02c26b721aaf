package io.memsafe.doctor.plan;

/**
 * Something that happened to a series, and that a trend must not be drawn across.
 *
 * <p>Thread-safety: immutable.
 *
 * @param kind what
 * @param epochDay the first day after it
 * @param from the mean of the day before a restart, the limit before a resize
 * @param to the mean of the day after, the limit after
 */
public record Change(Kind kind, long epochDay, double from, double to) {

    /** What happened. */
    public enum Kind {
        /** Use fell at once and stayed low: a restart, or much was released. */
        RESTART,
        /** Another limit. */
        RESIZE
    }
}
