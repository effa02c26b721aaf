package io.memsafe.doctor.config;

import org.jspecify.annotations.Nullable;

/**
 * A service of a machine, which can be given more memory or less.
 *
 * <p>Thread-safety: implementations are immutable.
 */
public interface Service {
    /**
     * Who it is, and its part of the memory.
     *
     * @return as described
     */
    Claim claim();

    /**
     * The unit that runs it.
     *
     * @return null if it is not systemd that does
     */
    @Nullable
    Unit unit();

    /**
     * The best settings for an amount of memory.
     *
     * @param worstBytes what the worst case may be; 0 gives the least settings it can work with, {@link Long#MAX_VALUE} the
     *     most it can use
     * @param machine what it runs on
     * @return settings whose worst case is within the amount, or the least there are
     */
    Settings fit(long worstBytes, Machine machine);
}
