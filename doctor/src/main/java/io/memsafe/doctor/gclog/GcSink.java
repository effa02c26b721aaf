package io.memsafe.doctor.gclog;

import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Where the readers of both formats put what they find. */
final class GcSink {
    private final Consumer<? super GcEvent> events;
    private GcCollector collector = GcCollector.UNKNOWN;
    private GcLogFormat format = GcLogFormat.NONE;
    private long maxHeapBytes = -1;
    private long aboutMaxHeapBytes = -1;
    private long largestCommittedBytes = -1;
    private long count;
    private long full;
    private long stalls;
    private double pauseMillis;
    private double longestPauseMillis;
    private double lastUptime = Double.NaN;
    private int runs = 1;
    private boolean begun;
    private long recognised;
    private LiveTrend live = new LiveTrend();
    private @Nullable GcTrend worst;

    GcSink(Consumer<? super GcEvent> events) {
        this.events = events;
    }

    /** A name that only one collector uses. CMS says that it is so beside the names of its young collector. */
    void collector(GcCollector seen) {
        if (collector == GcCollector.UNKNOWN || seen == GcCollector.CMS) {
            collector = seen;
        }
    }

    GcCollector collector() {
        return collector;
    }

    /** A collector that says its name anew has begun anew. */
    void begins(GcCollector seen) {
        if (count > 0) {
            restarted();
        }
        collector = seen;
    }

    /** A line of a GC log. */
    void recognised(GcLogFormat seen) {
        format = seen;
        recognised++;
    }

    long recognised() {
        return recognised;
    }

    /** A cause or phase that only one collector has; the log says no more of it. */
    void hint(GcCollector seen) {
        if (collector == GcCollector.UNKNOWN) {
            collector = seen;
        }
    }

    /** What a share of the greatest heap says of it; as good as nothing if the heap is known. */
    void shareOfHeap(long bytes, double ratio) {
        if (maxHeapBytes < 0 && ratio >= 0.2) {
            aboutMaxHeapBytes = Math.max(aboutMaxHeapBytes, (long) (bytes / ratio));
        }
    }

    void maxHeap(long bytes) {
        if (bytes > 0) {
            maxHeapBytes = bytes;
        }
    }

    private long maxHeapBytes() {
        return maxHeapBytes > 0 ? maxHeapBytes : aboutMaxHeapBytes;
    }

    void stalled() {
        stalls++;
        live.stalled();
    }

    void add(GcKind kind, Stamp stamp, @Nullable Sizes sizes, long liveBytes, double pause) {
        double uptime = stamp.uptimeSeconds();
        Instant time = stamp.time();
        // Lines of one JVM may stand a little out of order.
        if (uptime < lastUptime - 5 && uptime < lastUptime / 2) {
            restarted();
        }
        if (!Double.isNaN(uptime)) {
            lastUptime = uptime;
        }
        begun = true;
        count++;
        full += kind == GcKind.FULL ? 1 : 0;
        if (pause > 0) {
            pauseMillis += pause;
            longestPauseMillis = Math.max(longestPauseMillis, pause);
        }
        long after = sizes == null ? -1 : sizes.after();
        long committed = sizes == null ? -1 : sizes.committed();
        largestCommittedBytes = Math.max(largestCommittedBytes, committed);
        double seconds = Double.isNaN(uptime) && time != null ? time.toEpochMilli() / 1e3 : uptime;
        live.add(kind, seconds, after, committed, liveBytes, pause);
        events.accept(new GcEvent(
                kind, uptime, time, sizes == null ? -1 : sizes.before(), after, committed, liveBytes, pause));
    }

    private void restarted() {
        if (!begun) {
            return;
        }
        worst = worse(worst, live.trend(collector, maxHeapBytes()));
        runs++;
        begun = false;
        live = new LiveTrend();
        lastUptime = Double.NaN;
    }

    private static GcTrend worse(@Nullable GcTrend before, GcTrend now) {
        return before == null || now.verdict().compareTo(before.verdict()) <= 0 ? now : before;
    }

    GcLog summary(List<String> notes) {
        return new GcLog(
                collector,
                format,
                maxHeapBytes(),
                largestCommittedBytes,
                count,
                full,
                stalls,
                pauseMillis,
                longestPauseMillis,
                runs,
                worse(worst, live.trend(collector, maxHeapBytes())),
                notes);
    }
}
