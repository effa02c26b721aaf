package io.memsafe.benchmarks.batch.child;

/**
 * What is written, as long as its item.
 *
 * @param id that of its item
 * @param content made of the item's
 */
@SuppressWarnings("ArrayRecordComponent") // never compared; a copy would be a second result in memory
record Result(long id, byte[] content) {}
