package io.memsafe.signal;

/**
 * What a collector's own marking found alive.
 *
 * @param nanos when it was read, on the clock of the governor
 * @param liveBytes the live set at the end of the marking
 */
public record MarkResult(long nanos, long liveBytes) {}
