package io.memsafe.doctor.size;

import io.memsafe.doctor.gclog.GcEvent;
import io.memsafe.doctor.gclog.GcKind;
import io.memsafe.doctor.jvm.Amount;
import io.memsafe.doctor.jvm.KnownUse;
import io.memsafe.doctor.jvm.Origin;
import io.memsafe.doctor.jvm.UseFigure;
import java.util.function.Consumer;

/**
 * How a program uses its heap, as a log of collections shows it. Keeps a few numbers, whatever the length of the log.
 *
 * <ul>
 *   <li>Live set: the largest that the log states, after a full collection or at the end of a mark. A log without either is
 *       looked at in tens of collections, of which the one that left least counts: garbage that has grown old is in that. Of less
 *       than ten the one that left most counts. One or two statements, such as that of a mark while the program started, count only
 *       if the tens after them left no more.
 *   <li>Allocation rate: the fastest {@value #WINDOW_SECONDS} seconds, from what was used before a collection and after the one
 *       before it.
 * </ul>
 *
 * <p>Thread-safety: none; used by one thread.
 */
public final class GcLogUse implements Consumer<GcEvent> {
    private static final double WINDOW_SECONDS = 5;
    private static final int GROUP = 10;
    private static final int ENOUGH = 3;

    private final String source;
    private long live = -1;
    private long statements;
    private long groupLeast = Long.MAX_VALUE;
    private int inGroup;
    private long mostOfGroups = -1;
    private long mostAfter = -1;
    private long peak = -1;
    private long lastAfter = -1;
    private double windowBegin = Double.NaN;
    private double lastSeconds = Double.NaN;
    private double allocated;
    private double fastest = -1;

    /**
     * With nothing seen yet.
     *
     * @param source the name of the log, for people
     */
    public GcLogUse(String source) {
        this.source = source;
    }

    @Override
    public void accept(GcEvent event) {
        peak = Math.max(peak, Math.max(event.beforeBytes(), event.afterBytes()));
        if (event.liveBytes() >= 0) {
            live = Math.max(live, event.liveBytes());
            statements++;
            groupLeast = Long.MAX_VALUE;
            inGroup = 0;
            mostOfGroups = -1;
            mostAfter = -1;
        }
        if (event.afterBytes() >= 0 && event.kind() != GcKind.CYCLE) {
            mostAfter = Math.max(mostAfter, event.afterBytes());
            groupLeast = Math.min(groupLeast, event.afterBytes());
            inGroup++;
            if (inGroup == GROUP) {
                endGroup();
            }
        }
        allocation(event);
    }

    private void endGroup() {
        mostOfGroups = Math.max(mostOfGroups, groupLeast);
        groupLeast = Long.MAX_VALUE;
        inGroup = 0;
    }

    private void allocation(GcEvent event) {
        double now = event.uptimeSeconds();
        if (Double.isNaN(now)) {
            return;
        }
        if (now < lastSeconds) { // another JVM began
            windowBegin = Double.NaN;
            lastAfter = -1;
        }
        lastSeconds = now;
        if (Double.isNaN(windowBegin)) {
            windowBegin = now;
            allocated = 0;
        } else if (lastAfter >= 0 && event.beforeBytes() > lastAfter) {
            allocated += event.beforeBytes() - lastAfter;
        }
        if (event.afterBytes() >= 0) {
            lastAfter = event.afterBytes();
        }
        if (now - windowBegin >= WINDOW_SECONDS) {
            fastest = Math.max(fastest, allocated / (now - windowBegin));
            windowBegin = now;
            allocated = 0;
        }
    }

    /**
     * What was seen.
     *
     * @return empty of what the log does not tell
     */
    public KnownUse use() {
        KnownUse use = KnownUse.NONE;
        long left = mostOfGroups >= 0 ? mostOfGroups : mostAfter;
        if (live >= 0 && (statements >= ENOUGH || left <= live)) {
            use = use.with(
                    UseFigure.LIVE,
                    new Amount(
                            live,
                            Origin.MEASURED,
                            source + ", largest of " + statements + " marks and full collections"));
        } else if (left >= 0) {
            use = use.with(
                    UseFigure.LIVE,
                    new Amount(left, Origin.MEASURED, source + ", after young collections, so old garbage is in it"));
        }
        if (peak >= 0) {
            use = use.with(UseFigure.HEAP_PEAK, new Amount(peak, Origin.MEASURED, source));
        }
        if (fastest >= 0) {
            use = use.with(
                    UseFigure.ALLOCATION, new Amount((long) fastest, Origin.MEASURED, source + ", its fastest 5 s"));
        }
        return use;
    }
}
