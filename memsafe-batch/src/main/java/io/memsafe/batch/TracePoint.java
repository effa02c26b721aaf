package io.memsafe.batch;

import io.memsafe.PressureLevel;
import java.time.Duration;

/**
 * Where a job stood at a moment of its run.
 *
 * @param elapsed time since it started
 * @param written items written, filtered or set aside until then
 * @param chunkSize the chunk size in force, in items
 * @param liveBytes the governor's estimate of the live set
 * @param capacityBytes what the live set can reach before an OutOfMemoryError
 * @param containedErrors OutOfMemoryErrors contained until then
 * @param level the highest level since the point before
 */
public record TracePoint(
        Duration elapsed,
        long written,
        int chunkSize,
        long liveBytes,
        long capacityBytes,
        long containedErrors,
        PressureLevel level) {}
