package io.memsafe.batch;

import java.time.Duration;

/**
 * Decides how large the next chunk may be. {@link #adaptive} is what a job does by itself; {@link #fixed} and
 * {@link #bytes} are for those who know better; an implementation of your own may do anything else.
 *
 * <p>Whatever it decides, the job keeps its own bound: a chunk ends when it is expected to hold its worker's share of
 * the heap that is left, and an {@link OutOfMemoryError} is contained by splitting.
 *
 * <p>Thread-safety: the job calls one method at a time, from changing threads, with a happens-before edge between the
 * calls. A sizer that remembers belongs to one job.
 */
@FunctionalInterface
public interface ChunkSizer {

    /**
     * How large the next chunk may be; called before a worker reads.
     *
     * @param outlook what is known
     * @return bounds; the chunk ends at the one that is reached first
     */
    ChunkLimit next(ChunkOutlook outlook);

    /**
     * A chunk was written at the first attempt.
     *
     * @param items how many items it had
     * @param bytes what it was expected to hold
     * @param elapsed from the first item read to the end of the write, without waiting for memory
     * @param writing the part of it that the writer took; of several writes the shortest
     */
    default void written(int items, long bytes, Duration elapsed, Duration writing) {}

    /** An OutOfMemoryError was met, in whatever phase. */
    default void outOfMemory() {}

    /**
     * Follows the time that chunks take and the bytes that items hold.
     *
     * @param size the smallest and the largest chunk, in items
     * @return a sizer for one job
     */
    static ChunkSizer adaptive(ChunkSize size) {
        return new AdaptiveSizer(size);
    }

    /**
     * Chunks of so many items.
     *
     * @param items 1 or more
     * @return a sizer
     * @throws IllegalArgumentException if {@code items} is less than 1
     */
    static ChunkSizer fixed(int items) {
        ChunkLimit limit = new ChunkLimit(items, Long.MAX_VALUE);
        return outlook -> limit;
    }

    /**
     * Chunks that are expected to hold so many bytes; an item that holds more goes by itself.
     *
     * @param bytes what a chunk is expected to keep alive, 1 or more
     * @param mostItems the largest chunk, in items, 1 or more
     * @return a sizer
     * @throws IllegalArgumentException if one is less than 1
     */
    static ChunkSizer bytes(long bytes, int mostItems) {
        ChunkLimit limit = new ChunkLimit(mostItems, bytes);
        return outlook -> limit;
    }
}
