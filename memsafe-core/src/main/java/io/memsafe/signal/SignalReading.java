package io.memsafe.signal;

import io.memsafe.Measure;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The newest reading of one signal.
 *
 * @param signal its name
 * @param nanos when it was read, on the clock of the governor
 * @param intervalNanos how often it is worth reading
 * @param pauseNanos when it is read again, counted from {@code nanos}; longer while there is little to see
 * @param areas what can run full; empty if there is no reading
 * @param measures figures that explain
 * @param absence why there is no reading; {@code null} if there is one
 */
public record SignalReading(
        String signal,
        long nanos,
        long intervalNanos,
        long pauseNanos,
        List<AreaReading> areas,
        List<Measure> measures,
        @Nullable String absence) {}
