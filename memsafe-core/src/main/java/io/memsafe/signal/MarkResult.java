package io.memsafe.signal;

/**
 * What the collector's own marking found.
 *
 * @param nanos when it was read, on the clock of the governor
 * @param liveBytes bytes of live objects
 * @param markingNanos how long before {@code nanos} the marking began, where what was allocated since counts as
 *     alive; 0 where it does not
 * @param whole whether the whole heap was marked, and not its young generation alone
 */
public record MarkResult(long nanos, long liveBytes, long markingNanos, boolean whole) {}
