package io.memsafe.signal;

/**
 * What the collector's own marking found.
 *
 * @param nanos when the collector told it, on the clock of the governor
 * @param liveBytes bytes of live objects
 * @param markingNanos how long before {@code nanos} the marking began: what was alive then is among them; 0 where the program
 *     stood still, or where that is not told
 * @param withAllocated whether all that was allocated since the marking began is among them too
 * @param whole whether the whole heap was marked, and not its young generation alone
 */
public record MarkResult(long nanos, long liveBytes, long markingNanos, boolean withAllocated, boolean whole) {}
