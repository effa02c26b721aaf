package io.memsafe.batch;

import io.memsafe.PressureLevel;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Where a running job stands.
 *
 * @param job name of the job
 * @param elapsed time since it started
 * @param read items read
 * @param written items written
 * @param filtered items for which the processor returned {@code null}
 * @param quarantined items set aside
 * @param chunkSize the chunk size in force, in items
 * @param containedErrors OutOfMemoryErrors contained so far
 * @param level the governor's level
 * @param waiting why workers wait, in words, or {@code null} if none does
 */
public record BatchProgress(
        String job,
        Duration elapsed,
        long read,
        long written,
        long filtered,
        long quarantined,
        int chunkSize,
        long containedErrors,
        PressureLevel level,
        @Nullable String waiting) {}
