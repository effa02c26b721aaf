package io.memsafe.doctor.jvm;

/**
 * A size and where it comes from.
 *
 * <p>Thread-safety: immutable.
 *
 * @param bytes the size; {@link #UNBOUNDED} if there is no bound
 * @param origin where it comes from
 * @param why in a few words, for example {@code -Xmx} or {@code 25 % of 2.0 GiB}
 */
public record Amount(long bytes, Origin origin, String why) {
    /** No bound. */
    public static final long UNBOUNDED = Long.MAX_VALUE;

    /**
     * Whether there is a bound.
     *
     * @return {@code false} if it may grow as it likes
     */
    public boolean isBounded() {
        return bytes != UNBOUNDED;
    }
}
