package io.memsafe;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How fresh a signal is.
 *
 * @param name of the signal
 * @param age since its last reading, at most a second behind; zero if there was none
 * @param stale whether it is older than it should be
 * @param absence why there is no reading, for people; {@code null} if there is one
 */
public record SignalStatus(
        String name, Duration age, boolean stale, @Nullable String absence) {}
