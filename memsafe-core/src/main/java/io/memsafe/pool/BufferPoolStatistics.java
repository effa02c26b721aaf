package io.memsafe.pool;

/**
 * What a pool of buffers has, and has done since it was created. The numbers are read one after the other while others
 * go on, so they need not add up to the last one.
 *
 * @param idleBytes bytes of the buffers that wait to be used
 * @param idle buffers that wait to be used
 * @param mostIdleBytes bytes that these may have now; fewer under pressure
 * @param reused how often a buffer was taken that had been used before
 * @param made how often a new one was made
 * @param dropped buffers that were given back and not kept
 * @param reclaimedBytes bytes of idle buffers that were dropped for want of memory
 * @param misused only with {@link BufferPoolBuilder#debug}: buffers that were given back twice, given to the wrong pool, or
 *     written to afterwards
 * @param lost only with {@link BufferPoolBuilder#debug}: buffers that were never given back
 */
public record BufferPoolStatistics(
        long idleBytes,
        long idle,
        long mostIdleBytes,
        long reused,
        long made,
        long dropped,
        long reclaimedBytes,
        long misused,
        long lost) {}
