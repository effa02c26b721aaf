package io.memsafe.doctor.gclog;

import java.util.List;

/**
 * What a log says in sum.
 *
 * <p>Thread-safety: immutable.
 *
 * @param collector that wrote it
 * @param format in which it is written
 * @param maxHeapBytes the largest size the heap may have; -1 if the log does not say
 * @param largestCommittedBytes the largest size the heap had; -1 if the log does not say
 * @param events how many collections and cycles there were
 * @param fullCollections how many of them were full collections in a pause
 * @param stalls how often a thread waited for memory or a cycle was too late: allocation stalls of ZGC, degenerated cycles of
 *     Shenandoah, evacuation and concurrent mode failures
 * @param pauseMillis sum of all pauses that the log shows
 * @param longestPauseMillis the longest of them
 * @param runs how many JVMs wrote it, one after another
 * @param trend of the live set; of several runs the most serious
 * @param notes what was odd, such as a gzip file that ends early
 */
public record GcLog(
        GcCollector collector,
        GcLogFormat format,
        long maxHeapBytes,
        long largestCommittedBytes,
        long events,
        long fullCollections,
        long stalls,
        double pauseMillis,
        double longestPauseMillis,
        int runs,
        GcTrend trend,
        List<String> notes) {

    /**
     * Copies the list.
     *
     * @param collector that wrote it
     * @param format in which it is written
     * @param maxHeapBytes the largest size the heap may have; -1 if the log does not say
     * @param largestCommittedBytes the largest size the heap had; -1 if the log does not say
     * @param events how many collections and cycles there were
     * @param fullCollections how many of them were full collections in a pause
     * @param stalls how often a thread waited for memory or a cycle was too late: allocation stalls of ZGC, degenerated cycles
     *     of Shenandoah, evacuation and concurrent mode failures
     * @param pauseMillis sum of all pauses that the log shows
     * @param longestPauseMillis the longest of them
     * @param runs how many JVMs wrote it, one after another
     * @param trend of the live set; of several runs the most serious
     * @param notes what was odd, such as a gzip file that ends early
     */
    public GcLog {
        notes = List.copyOf(notes);
    }
}
