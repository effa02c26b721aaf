package io.memsafe.batch;

/**
 * What is known when a chunk is about to be read.
 *
 * @param roomBytes what the chunk may hold so that all workers together stay within their bound
 * @param itemBytes what an item is expected to hold, by those seen lately; 0 while nothing is known
 */
public record ChunkOutlook(long roomBytes, double itemBytes) {}
