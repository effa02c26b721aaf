package io.memsafe.signal;

/**
 * One reading of the heap.
 *
 * @param nanos when, on the clock of the governor
 * @param usedBytes heap in use, garbage included
 * @param maxBytes the largest heap allowed
 * @param allocatedBytes bytes allocated by all threads so far; -1 if the JVM does not tell, or was not asked this time
 */
public record Sample(long nanos, long usedBytes, long maxBytes, long allocatedBytes) {}
