package io.memsafe.batch;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What a job did.
 *
 * @param job name of the job
 * @param status how it ended
 * @param elapsed how long it ran
 * @param read items read, those included that the reader had to step over
 * @param written items written
 * @param filtered items for which the processor returned {@code null}
 * @param quarantined items set aside, for whatever reason
 * @param quarantinedForMemory those of them that were set aside because memory did not suffice
 * @param containedErrors OutOfMemoryErrors that were met and contained
 * @param chunks chunks written
 * @param smallestChunk size of the smallest chunk, in items; the last one of the input does not count
 * @param largestChunk size of the largest chunk, in items
 * @param workers how many workers ran
 * @param waited time that workers spent waiting for memory, summed over the workers
 * @param failure what ended a {@link BatchStatus#FAILED} job, else {@code null}
 */
public record BatchReport(
        String job,
        BatchStatus status,
        Duration elapsed,
        long read,
        long written,
        long filtered,
        long quarantined,
        long quarantinedForMemory,
        long containedErrors,
        long chunks,
        int smallestChunk,
        int largestChunk,
        int workers,
        Duration waited,
        @Nullable Throwable failure) {

    /**
     * Whether the whole input was dealt with, and no item was given up for want of memory.
     *
     * @return {@code true} if the job completed and {@link #quarantinedForMemory()} is 0
     */
    public boolean complete() {
        return status == BatchStatus.COMPLETED && quarantinedForMemory == 0;
    }
}
