package io.memsafe.benchmarks.batch.child;

/**
 * What is read.
 *
 * @param id its position in the input
 * @param content what it holds
 */
@SuppressWarnings("ArrayRecordComponent") // never compared; a copy would be a second item in memory
record Item(long id, byte[] content) {
    private static final int HEADERS = 40;

    /** What it takes of the heap: contestants that have to be told sizes are told this. */
    long bytes() {
        return (long) content.length + HEADERS;
    }
}
