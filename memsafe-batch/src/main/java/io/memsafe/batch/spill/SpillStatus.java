package io.memsafe.batch.spill;

/**
 * How an accumulation stands.
 *
 * @param added how many calls of {@code add} came through
 * @param heldBytes what is taken to be held in memory
 * @param runs how many files there are
 * @param runEntries the items or groups in them
 * @param runBytes the length of all files
 * @param spills how often memory was spilled
 * @param merges how many merges of files into one there were, the last pass not counted
 */
public record SpillStatus(
        long added, long heldBytes, int runs, long runEntries, long runBytes, long spills, long merges) {}
