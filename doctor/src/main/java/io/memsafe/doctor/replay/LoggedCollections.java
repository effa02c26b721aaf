package io.memsafe.doctor.replay;

import io.memsafe.doctor.gclog.GcCollector;
import io.memsafe.doctor.gclog.GcEvent;
import io.memsafe.doctor.gclog.GcKind;
import io.memsafe.doctor.gclog.GcLog;
import io.memsafe.replay.MemoryReplay;
import io.memsafe.replay.RecordedCollection;
import java.util.ArrayList;
import java.util.List;

/**
 * Tells the assessor of a collection as the beans of its JVM would have.
 *
 * @param collector as the assessor names it
 * @param full name of the bean of full collections; empty where there is none
 * @param young name of the bean of young ones; empty where they say nothing
 * @param cycle name of the bean of cycles; empty where only what their marking found counts
 * @param marks whether the log has what a marking found
 * @param notes what differs from a JVM that is asked itself
 */
record LoggedCollections(String collector, String full, String young, String cycle, boolean marks, List<String> notes) {
    private static final double MILLIS = 1e3;

    static LoggedCollections of(GcLog log, boolean generations) {
        List<String> notes = new ArrayList<>();
        GcCollector collector = log.collector();
        return switch (collector) {
            case PARALLEL -> new LoggedCollections("Parallel", "PS MarkSweep", "PS Scavenge", "", false, notes);
            case G1 -> {
                notes.add(
                        "what G1 had in use at the end of a mark holds garbage, so its live set is known from mixed and"
                                + " full collections alone");
                yield new LoggedCollections("G1", "G1 Old Generation", "G1 Young Generation", "", false, notes);
            }
            case Z -> {
                notes.add("without lines of gc+heap the live set of ZGC is what a cycle left, which is too much by what"
                        + " was allocated while it ran");
                yield generations
                        ? new LoggedCollections(
                                "generational ZGC", "", "ZGC Minor Cycles", "ZGC Major Cycles", true, notes)
                        : new LoggedCollections("ZGC", "", "", "ZGC Cycles", true, notes);
            }
            case SHENANDOAH ->
                new LoggedCollections(
                        generations ? "generational Shenandoah" : "Shenandoah",
                        "Shenandoah Pauses",
                        "",
                        "Shenandoah Cycles",
                        true,
                        notes);
            case SERIAL -> new LoggedCollections("Serial", "MarkSweepCompact", "Copy", "", false, notes);
            case CMS, UNKNOWN -> {
                notes.add("a governor does not know " + collector.title()
                        + "; it is taken for Serial: what full collections leave is the live set");
                yield new LoggedCollections("Serial", "MarkSweepCompact", "Copy", "", false, notes);
            }
        };
    }

    void tell(MemoryReplay replay, GcEvent event, long nanos, double pauseSeconds) {
        GcKind kind = event.kind();
        String bean = switch (kind) {
            case FULL -> full;
            case YOUNG, MIXED -> young;
            case CYCLE -> cycle;
        };
        if (!bean.isEmpty()) {
            boolean mixed = kind == GcKind.MIXED;
            long endMillis = nanos / 1_000_000;
            replay.collected(new RecordedCollection(
                    nanos,
                    bean,
                    kind == GcKind.FULL ? "Full GC" : "",
                    "",
                    endMillis - (long) (pauseSeconds * MILLIS),
                    endMillis,
                    event.beforeBytes(),
                    event.afterBytes(),
                    mixed ? event.beforeBytes() : 0,
                    mixed ? event.afterBytes() : 0,
                    0));
        }
        if (marks && event.liveBytes() > 0 && kind != GcKind.YOUNG) {
            replay.marked(nanos, event.liveBytes());
        }
    }
}
