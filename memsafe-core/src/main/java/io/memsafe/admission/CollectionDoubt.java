package io.memsafe.admission;

/**
 * Decides when a budget should ask for a collection.
 *
 * <p>A budget that refuses everybody stops the allocation that would bring the collection that would show its memory
 * free: it would be full for ever. So a collection is due when somebody wants bytes, the limit is less than half of
 * what it might be if all that is in doubt were garbage, and the base has not changed for 0.2 s, which says that
 * collections do not come by themselves and nobody gives anything back.
 *
 * <p>It costs a pause, so a second lies between two of them; ten seconds lie after one that did not raise the limit, and
 * twice as many after each further one, up to ten minutes.
 *
 * <p>Pure: time is only what it is given. Thread-safety: none; used by one thread at a time.
 */
final class CollectionDoubt {
    private static final long STILL_NANOS = 200_000_000L;
    private static final long HELPED_NANOS = 1_000_000_000L;
    private static final long LEAST_NANOS = 10_000_000_000L;
    private static final long MOST_NANOS = 600_000_000_000L;

    private long baseBytes = -1;
    private long stillSinceNanos;
    private boolean asked;
    private boolean helped;
    private long askedNanos;
    private long askedLimit;
    private long pauseNanos;

    /**
     * Takes in how things stand.
     *
     * @param nanos time, never goes back
     * @param wanted whether somebody waits, or was refused since the last call, for want of room
     * @param base what the limit rests on
     * @param limit now
     * @param mostLimit what it would be if all that is in doubt were garbage
     * @return whether a collection should be asked for now; it is then taken as asked for
     */
    boolean due(long nanos, boolean wanted, long base, long limit, long mostLimit) {
        helped |= limit > askedLimit;
        if (base != baseBytes || !wanted) {
            baseBytes = base;
            stillSinceNanos = nanos;
            return false;
        }
        if (limit >= mostLimit / 2 || nanos - stillSinceNanos < STILL_NANOS) {
            return false;
        }
        long pause = helped ? HELPED_NANOS : Math.max(LEAST_NANOS, pauseNanos);
        if (asked && nanos - askedNanos < pause) {
            return false;
        }
        pauseNanos = helped ? 0 : Math.min(MOST_NANOS, 2 * pause);
        asked = true;
        helped = false;
        askedNanos = nanos;
        askedLimit = limit;
        return true;
    }
}
