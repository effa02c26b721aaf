package io.memsafe.web;

/**
 * What a bound on sessions knows and has done.
 *
 * @param sessions that there are
 * @param bytes that they hold, as far as that was measured
 * @param limitBytes that they may hold now
 * @param evicted sessions that were ended since it was made
 */
public record SessionStatistics(int sessions, long bytes, long limitBytes, long evicted) {}
