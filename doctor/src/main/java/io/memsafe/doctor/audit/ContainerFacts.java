package io.memsafe.doctor.audit;

import org.jspecify.annotations.Nullable;

/**
 * The limits of a container, a service or any other control group. What is not known is null; {@link #NO_LIMIT} says that there
 * is none.
 *
 * <p>Thread-safety: immutable.
 *
 * @param limitBytes the smallest limit that holds for it, its own or one above
 * @param limitText the limit as it is written where it was read
 * @param requestBytes what the scheduler promised it; {@link #NO_LIMIT} if nothing
 * @param swapLimitBytes how much it may swap, beside the limit
 * @param highBytes from where on it is slowed down, {@code memory.high}
 * @param processors how many it may use
 * @param usageBytes what it uses now, without files that can be dropped
 * @param killGroup whether all its processes are killed together, {@code memory.oom.group}
 * @param killDisabled whether the kernel stops its processes instead of killing one, of version 1
 * @param kills how many of its processes the kernel has killed
 * @param tasks how many processes are in it
 */
public record ContainerFacts(
        @Nullable Long limitBytes,
        @Nullable String limitText,
        @Nullable Long requestBytes,
        @Nullable Long swapLimitBytes,
        @Nullable Long highBytes,
        @Nullable Double processors,
        @Nullable Long usageBytes,
        @Nullable Boolean killGroup,
        @Nullable Boolean killDisabled,
        @Nullable Long kills,
        @Nullable Integer tasks) {

    /** Stands for an amount without a bound. */
    public static final long NO_LIMIT = Long.MAX_VALUE;

    /**
     * Limits that somebody stated, such as on a command line.
     *
     * @param limitBytes its limit
     * @param requestBytes what was promised; null if that is not known
     * @param processors how many it may use; null if that is not known
     * @return facts with nothing else known
     */
    public static ContainerFacts of(
            @Nullable Long limitBytes, @Nullable Long requestBytes, @Nullable Double processors) {
        return new ContainerFacts(limitBytes, null, requestBytes, null, null, processors, null, null, null, null, null);
    }

    /** Whether it is known to have a limit. */
    boolean isLimited() {
        return limitBytes != null && limitBytes != NO_LIMIT;
    }

    /** Whether it is known to have none. */
    boolean isUnlimited() {
        return limitBytes != null && limitBytes == NO_LIMIT;
    }
}
