package io.memsafe;

import java.time.Duration;

/**
 * When something will be full if it goes on growing as it did lately, as a range.
 *
 * @param earliest not before, counted from the assessment
 * @param latest not after; as long as {@link #NEVER} when it may as well stop growing
 */
public record TimeToExhaustion(Duration earliest, Duration latest) implements Comparable<TimeToExhaustion> {
    private static final Duration FOREVER = Duration.ofNanos(Long.MAX_VALUE);

    /** It does not grow. */
    public static final TimeToExhaustion NEVER = new TimeToExhaustion(FOREVER, FOREVER);

    /**
     * Checks the order.
     *
     * @param earliest not before
     * @param latest not after
     */
    public TimeToExhaustion {
        if (earliest.isNegative() || latest.compareTo(earliest) < 0) {
            throw new IllegalArgumentException(
                    "must be 0 <= earliest <= latest, but earliest is " + earliest + " and latest is " + latest);
        }
    }

    /**
     * Whether it grows at all.
     *
     * @return {@code false} for {@link #NEVER}
     */
    public boolean expected() {
        return !earliest.equals(FOREVER);
    }

    /** Orders by the earliest end, then by the latest. */
    @Override
    public int compareTo(TimeToExhaustion other) {
        int order = earliest.compareTo(other.earliest);
        return order != 0 ? order : latest.compareTo(other.latest);
    }
}
