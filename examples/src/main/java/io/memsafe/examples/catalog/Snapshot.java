package io.memsafe.examples.catalog;

/**
 * Where a run stands.
 *
 * @param elapsedMillis time since it started
 * @param items entries in the database
 * @param bytes their size
 * @param setAside entries in quarantine
 * @param memoryErrors OutOfMemoryErrors met
 * @param chunkSize the chunk size in force, 0 if there are no chunks
 * @param gcMillis time in which a collection ran, see {@link GcTime}
 * @param level the pressure level, {@code -} if nothing watches it
 * @param waiting why workers wait, empty if none does
 */
record Snapshot(
        long elapsedMillis,
        long items,
        long bytes,
        long setAside,
        long memoryErrors,
        int chunkSize,
        long gcMillis,
        String level,
        String waiting) {

    static final Snapshot NONE = new Snapshot(0, 0, 0, 0, 0, 0, 0, "-", "");

    /** The same with another count of errors. */
    Snapshot withMemoryErrors(long errors) {
        return new Snapshot(elapsedMillis, items, bytes, setAside, errors, chunkSize, gcMillis, level, waiting);
    }
}
