package io.memsafe.doctor.replay;

import io.memsafe.PressureLevel;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A change of the level that there would have been.
 *
 * @param after the beginning of what was replayed
 * @param time by the clock; {@code null} if that is not recorded
 * @param from the level before
 * @param to the level from then on
 * @param reason why, for people
 */
public record ReplayedChange(
        Duration after, @Nullable Instant time, PressureLevel from, PressureLevel to, String reason) {}
