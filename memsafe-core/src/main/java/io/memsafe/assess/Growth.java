package io.memsafe.assess;

import io.memsafe.TimeToExhaustion;
import java.time.Duration;

/**
 * How fast a level of filling grows, and when it will reach its limit.
 *
 * <p>A value known only now and then makes steps, and noise makes a slope of its own. So growth is the slower of two:
 * over the last second, and over its newer half. A step that is over has no growth in the newer half; a burst that
 * has just begun has none in the older one; only what goes on growing has both, and no three tenths of a second hold
 * most of its rise. A rise of less than 3 % of the limit is not told from noise over so short a time; a longer window
 * of 30 s finds what grows slowly and steadily: the least value of each third of it lies higher than that of the one
 * before.
 *
 * <p>Each value is kept as the minimum of a tenth of a second, which takes out what floats for a moment. What is read
 * less often has windows of as many readings.
 *
 * <p>Pure: time is only what the values carry. Thread-safety: none; used by one thread.
 */
final class Growth {
    private static final long LEAST_BUCKET_NANOS = 100_000_000L;
    private static final int BUCKETS = 301;
    private static final int RECENT = 10;
    private static final int HALF = 5;
    private static final int STEEP = 3;
    private static final double STEEPEST_SHARE = 0.6;
    private static final int LONG_THIRD = 100;
    private static final double LEAST_RISE_RATIO = 0.03;
    private static final double LEAST_LONG_RISE_RATIO = 0.01;
    private static final double SECONDS = 1e9;

    private final long bucketNanos;
    private final long[] lowest = new long[BUCKETS];
    private long bucket = Long.MIN_VALUE;
    private int filled;
    private double slow;
    private double fast;

    /** The growth of something that is read all the time. */
    Growth() {
        this(LEAST_BUCKET_NANOS);
    }

    /** The growth of something that is read at an interval; where it is long, so are the windows. */
    Growth(long intervalNanos) {
        bucketNanos = Math.max(LEAST_BUCKET_NANOS, intervalNanos);
    }

    /** Takes in a value; in order of time. */
    void add(long nanos, long value, long limit) {
        long at = Math.floorDiv(nanos, bucketNanos);
        if (bucket == Long.MIN_VALUE || at < bucket) { // the first one, or a clock that stepped back
            slow = 0;
            fast = 0;
            bucket = at;
            filled = 1;
            lowest[index(at)] = value;
            return;
        }
        if (at == bucket) {
            lowest[index(at)] = Math.min(lowest[index(at)], value);
            return;
        }
        long from = Math.max(bucket + 1, at - BUCKETS + 1);
        long carried = lowest[index(bucket)];
        for (long missing = from; missing < at; missing++) {
            lowest[index(missing)] = carried;
        }
        lowest[index(at)] = value;
        filled = (int) Math.min(BUCKETS, filled + (at - bucket));
        bucket = at;
        measure(limit);
    }

    private static int index(long bucket) {
        return Math.floorMod(bucket, BUCKETS);
    }

    /** The value so many finished tenths of a second ago; 0 is the newest finished one. */
    private long ago(int buckets) {
        return lowest[index(bucket - 1 - buckets)];
    }

    private void measure(long limit) {
        slow = 0;
        fast = 0;
        if (filled > RECENT + 1) {
            double whole = (ago(0) - ago(RECENT - 1)) / ((RECENT - 1) * bucketNanos / SECONDS);
            double newer = (ago(0) - ago(HALF - 1)) / ((HALF - 1) * bucketNanos / SECONDS);
            double older = (ago(HALF) - ago(RECENT - 1)) / ((HALF - 1) * bucketNanos / SECONDS);
            long rise = ago(0) - ago(RECENT - 1);
            if (rise >= LEAST_RISE_RATIO * limit && newer > 0 && older > 0 && steepest() <= STEEPEST_SHARE * rise) {
                slow = Math.min(whole, newer);
                fast = Math.max(whole, newer);
                return;
            }
        }
        if (filled > BUCKETS - 1) {
            long first = least(2);
            long second = least(1);
            long third = least(0);
            if (third - first >= LEAST_LONG_RISE_RATIO * limit && second > first && third > second) {
                double seconds = LONG_THIRD * bucketNanos / SECONDS;
                slow = Math.min(second - first, third - second) / seconds;
                fast = Math.max(second - first, third - second) / seconds;
            }
        }
    }

    /** The least value of a third of the long window; 0 is the newest. */
    private long least(int third) {
        long least = Long.MAX_VALUE;
        for (int i = third * LONG_THIRD; i < (third + 1) * LONG_THIRD; i++) {
            least = Math.min(least, ago(i));
        }
        return least;
    }

    /** The largest rise within three tenths of the last second. */
    private long steepest() {
        long steepest = 0;
        for (int i = 0; i + STEEP < RECENT; i++) {
            steepest = Math.max(steepest, ago(i) - ago(i + STEEP));
        }
        return steepest;
    }

    /** Units a second that are surely gained; 0 if it does not grow. */
    double perSecond() {
        return slow;
    }

    /**
     * When the limit is reached.
     *
     * @param now the value now
     * @param high the highest it may be
     * @param limit where it is exhausted
     */
    TimeToExhaustion until(long now, long high, long limit) {
        return until(now, high, limit, slow, fast);
    }

    /** The same at other rates, in units a second. */
    static TimeToExhaustion until(long now, long high, long limit, double slow, double fast) {
        if (slow <= 0) {
            return TimeToExhaustion.NEVER;
        }
        Duration earliest = seconds(Math.max(0, limit - Math.max(now, high)) / fast);
        Duration latest = seconds(Math.max(0, limit - now) / slow);
        return new TimeToExhaustion(earliest, latest);
    }

    private static Duration seconds(double seconds) {
        return Duration.ofNanos((long) Math.min(Long.MAX_VALUE, seconds * SECONDS));
    }
}
