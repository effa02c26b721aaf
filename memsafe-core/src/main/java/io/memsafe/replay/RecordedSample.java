package io.memsafe.replay;

/**
 * One reading of a heap.
 *
 * @param nanos when, on any clock that does not step back; the same for all that is replayed together
 * @param usedBytes heap in use, garbage included
 * @param maxBytes the largest heap allowed
 * @param allocatedBytes bytes allocated by all threads so far; -1 if that is not known at this time
 */
public record RecordedSample(long nanos, long usedBytes, long maxBytes, long allocatedBytes) {}
