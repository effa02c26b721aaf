package io.memsafe.benchmarks.signals.child;

import io.memsafe.PressureLevel;

/**
 * One row of a recording: the truth and what everyone said of it, at one instant.
 *
 * @param nanos when, on the clock of the run
 * @param truth bytes that are live: counted by the workload, with what the JVM holds beside it
 * @param used bytes in use, garbage included
 * @param live memsafe's estimate of the live set, in bytes
 * @param low its lower bound
 * @param high its upper bound
 * @param timeToExhaustion the earliest, in nanoseconds; {@link Long#MAX_VALUE} for never
 * @param growth of the live set, in bytes per second, as memsafe sees it
 * @param liveAge how old what the estimate rests on is, in nanoseconds
 * @param capacity what memsafe believes can be filled, in bytes
 * @param areaRatio how full the area is that this scenario fills beside the heap; 0 if it fills none
 * @param collectionRatio share of the last second that went to collections
 * @param alarms one bit for each {@link Peer} that alarms
 * @param collections finished since the start of the JVM, minor ones and pauses left out
 * @param distress collections of the last second that a JVM only does in need
 * @param level memsafe's level
 * @param verified whether memsafe has seen a collection of the whole heap
 */
public record Moment(
        long nanos,
        long truth,
        long used,
        long live,
        long low,
        long high,
        long timeToExhaustion,
        long growth,
        long liveAge,
        long capacity,
        float areaRatio,
        float collectionRatio,
        int alarms,
        int collections,
        int distress,
        PressureLevel level,
        boolean verified) {

    /**
     * Whether a peer alarms.
     *
     * @param peer which
     * @return {@code true} if it does
     */
    public boolean alarmed(Peer peer) {
        return (alarms & peer.bit()) != 0;
    }
}
