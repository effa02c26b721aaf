package io.memsafe.examples.catalog;

/**
 * What a contestant works with; the same for all.
 *
 * @param source reads entries
 * @param describe turns one into a row
 * @param store writes rows
 * @param rejects takes entries that are corrupt
 * @param progress hears how far it is
 * @param workers number of worker threads
 * @param chunk rows a chunk, for those whose chunks are fixed
 */
record Job(
        EntrySource source,
        Describe describe,
        CatalogStore store,
        Rejects rejects,
        Progress progress,
        int workers,
        int chunk) {}
