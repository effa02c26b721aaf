package io.memsafe.doctor.gclog;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A collection, or a marking cycle. Sizes are of the whole heap, in bytes; -1 if the log does not say.
 *
 * <p>Thread-safety: immutable.
 *
 * @param kind what was collected
 * @param uptimeSeconds since the JVM started; NaN if the log does not say
 * @param time by the clock; null if the log does not say
 * @param beforeBytes used before
 * @param afterBytes used after
 * @param committedBytes size of the heap after
 * @param liveBytes the best statement the log makes of what was reachable, garbage not counted: after a full collection, or at
 *     the end of a mark. Of G1 without {@code gc+liveness=trace} it is what was used at the end of the mark, an upper bound
 * @param pauseMillis how long the program stood still for it; of a cycle the sum of what the log shows; NaN if it does not say
 */
public record GcEvent(
        GcKind kind,
        double uptimeSeconds,
        @Nullable Instant time,
        long beforeBytes,
        long afterBytes,
        long committedBytes,
        long liveBytes,
        double pauseMillis) {}
