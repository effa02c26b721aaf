package io.memsafe.doctor.audit;

import org.jspecify.annotations.Nullable;

/**
 * A service of systemd that the administrator wrote or changed. What its files do not say is null.
 *
 * <p>Thread-safety: immutable.
 *
 * @param name with its ending, such as {@code shop.service}
 * @param file where its last word on memory stands, or the unit itself
 * @param command what it starts
 * @param memoryMax {@code MemoryMax=} in bytes, {@link ContainerFacts#NO_LIMIT} for infinity
 * @param memoryHigh {@code MemoryHigh=} in bytes, {@link ContainerFacts#NO_LIMIT} for infinity
 * @param restart {@code Restart=}
 * @param restartMillis {@code RestartSec=} in milliseconds
 * @param scoreAdjustment {@code OOMScoreAdjust=}
 */
public record UnitFacts(
        String name,
        String file,
        @Nullable String command,
        @Nullable Long memoryMax,
        @Nullable Long memoryHigh,
        @Nullable String restart,
        @Nullable Long restartMillis,
        @Nullable Long scoreAdjustment) {

    /** Nothing bounds its memory: systemd's own default is infinity. */
    boolean isUnbounded() {
        return memoryMax == null || memoryMax == ContainerFacts.NO_LIMIT;
    }
}
