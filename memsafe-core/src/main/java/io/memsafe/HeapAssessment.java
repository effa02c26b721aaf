package io.memsafe;

import java.time.Duration;

/**
 * What is known about the heap at one moment.
 *
 * <p>The figure that counts is {@link #pressureRatio()}: the live set, as a share of what this collector can really
 * fill. {@code used / max} is not pressure: it is full of garbage most of the time.
 *
 * @param collector the family of the collector, such as {@code G1}
 * @param maxBytes the largest heap the JVM may use ({@code -Xmx})
 * @param capacityBytes what the live set can reach before an OutOfMemoryError; less than {@code maxBytes}
 * @param usedBytes heap in use, garbage included
 * @param liveBytes best estimate of the live set
 * @param liveLowBytes the live set is at least this
 * @param liveHighBytes the live set is at most this
 * @param liveSource where the estimate comes from, in words
 * @param liveAge how old what the estimate rests on is; where marking goes on beside the program, since it began, for that is
 *     what it finds
 * @param verified whether a collection that looked at the whole heap stands behind the estimate; an unverified one
 *     raises no alarm
 * @param allocationBytesPerSecond bytes allocated per second, lately; -1 if unknown
 * @param growthBytesPerSecond how fast the live set grew lately; 0 if it does not, or not enough to be told from noise
 * @param timeToExhaustion when the live set reaches the capacity at that growth
 * @param collectionRatio share of the last second that went to collections; for concurrent collectors the share in
 *     which a cycle ran
 * @param distress collections within the last second that a JVM only does in need: back-to-back full collections,
 *     allocation stalls, degenerated cycles
 */
public record HeapAssessment(
        String collector,
        long maxBytes,
        long capacityBytes,
        long usedBytes,
        long liveBytes,
        long liveLowBytes,
        long liveHighBytes,
        String liveSource,
        Duration liveAge,
        boolean verified,
        long allocationBytesPerSecond,
        long growthBytesPerSecond,
        TimeToExhaustion timeToExhaustion,
        double collectionRatio,
        int distress) {

    /**
     * The live set as a share of the capacity.
     *
     * @return 0.0 and more; 1.0 is the point where an OutOfMemoryError has to be expected
     */
    public double pressureRatio() {
        return capacityBytes <= 0 ? 0 : (double) liveBytes / capacityBytes;
    }

    /**
     * Whether the collector works while the program runs. Then only allocations that have to wait tell how hard that is for
     * it, and the upper bound of a live set says nothing.
     *
     * @return {@code true} for ZGC and Shenandoah
     */
    public boolean collectsConcurrently() {
        return collector.contains("ZGC") || collector.contains("Shenandoah");
    }

    /**
     * What can still be kept alive.
     *
     * @return bytes, never negative
     */
    public long headroomBytes() {
        return Math.max(0, capacityBytes - liveBytes);
    }
}
