package io.memsafe.batch;

import java.time.Duration;

/**
 * How long workers waited for memory and why, summed over the workers.
 *
 * @param level because the level was {@code CRITICAL} or worse, and another worker ran
 * @param bytes because the chunks in flight filled their share of the heap
 * @param heap because a worker retried with the heap alone after an OutOfMemoryError
 */
public record Waits(Duration level, Duration bytes, Duration heap) {

    /**
     * All waits together.
     *
     * @return the sum
     */
    public Duration total() {
        return level.plus(bytes).plus(heap);
    }
}
