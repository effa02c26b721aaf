package io.memsafe.doctor.explain;

import io.memsafe.doctor.gclog.GcEvent;
import io.memsafe.doctor.gclog.GcKind;
import io.memsafe.doctor.gclog.GcLog;
import io.memsafe.doctor.gclog.GcLogReader;
import io.memsafe.doctor.gclog.GcTrend;
import io.memsafe.doctor.gclog.GcTrend.Verdict;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** GC logs among what is read, as one incident if they say that the heap was, or will be, too small; else as a note. */
final class HeapLog {
    private static final int MOST_EVIDENCE = 4;
    private static final double MINUTES_OF_A_DAY = 24 * 60;

    private final GcLogReader reader = new GcLogReader(this::event);
    private final List<Evidence> evidence = new ArrayList<>();
    private byte[] bytes = new byte[0];
    private int from;
    private int to;
    private String source = "";
    private long number;
    private @Nullable String when;

    void line(String name, long lineNumber, byte[] text, int begin, int end) {
        source = name;
        number = lineNumber;
        bytes = text;
        from = begin;
        to = end;
        reader.line(text, begin, end);
        to = begin;
    }

    /** The first collection of the whole heap is evidence, and the last ones. */
    private void event(GcEvent event) {
        if (event.kind() != GcKind.FULL && event.liveBytes() < 0 && event.kind() != GcKind.CYCLE) {
            return;
        }
        when = event.time() != null
                ? event.time().toString()
                : Double.isNaN(event.uptimeSeconds())
                        ? when
                        : String.format(Locale.ROOT, "%.3f s after its start", event.uptimeSeconds());
        if (to == from) {
            return; // known only now that another began
        }
        if (evidence.size() == MOST_EVIDENCE) {
            evidence.remove(1);
        }
        String text = new String(bytes, from, to - from, StandardCharsets.UTF_8);
        evidence.add(Evidence.of(new LogLine(source, number, text)));
    }

    /** The incident, if the logs say one; more may be read after. */
    @Nullable
    Incident incident() {
        GcLog log = reader.summary();
        Verdict verdict = log.trend().verdict();
        boolean exhausted = verdict == Verdict.EXHAUSTED;
        if (!exhausted && verdict != Verdict.RISING) {
            return null;
        }
        return new Incident(
                exhausted ? IncidentKind.GC_HEAP_EXHAUSTED : IncidentKind.GC_HEAP_RISING,
                null,
                null,
                "JVM with " + log.collector().title(),
                "heap (-Xmx), " + heap(log),
                cause(log, exhausted),
                List.of(),
                when,
                1,
                null,
                evidence,
                Advice.heapLog(exhausted, fullIn(log)));
    }

    private static String cause(GcLog log, boolean exhausted) {
        GcTrend trend = log.trend();
        String grew = "the live set went from " + Scan.bytes(trend.firstLiveBytes()) + " to "
                + Scan.bytes(trend.lastLiveBytes()) + " of " + heap(log);
        String full = fullIn(log);
        return exhausted
                ? "The heap was as good as full: " + grew + ", by " + trend.statements()
                        + " collections of the whole heap; " + log.fullCollections() + " were full collections."
                : "The heap fills: " + grew + ", by " + trend.statements()
                        + " collections of the whole heap, and grew to" + " the end"
                        + (full.isEmpty() ? "." : "; at this rate it is full in about " + full + ".");
    }

    private static String heap(GcLog log) {
        return log.maxHeapBytes() > 0
                ? Scan.bytes(log.maxHeapBytes())
                : log.largestCommittedBytes() > 0
                        ? Scan.bytes(log.largestCommittedBytes()) + " at its largest"
                        : "size not in the log";
    }

    /** For people; empty if it cannot be said. */
    private static String fullIn(GcLog log) {
        double max = Math.max(log.maxHeapBytes(), log.largestCommittedBytes());
        double free = max - log.trend().lastLiveBytes();
        double minutes = free / log.trend().bytesPerHour() * 60;
        if (!(minutes > 0) || Double.isInfinite(minutes)) {
            return "";
        }
        return minutes < 90
                ? Math.max(1, Math.round(minutes)) + " minutes"
                : minutes < 2 * MINUTES_OF_A_DAY
                        ? Math.round(minutes / 60) + " hours"
                        : Math.round(minutes / MINUTES_OF_A_DAY) + " days";
    }

    /** What kind of log it is and what it says of the heap; null if nothing of a GC log was read. */
    @Nullable
    String note() {
        GcLog log = reader.summary();
        if (log.events() == 0) {
            return null;
        }
        GcTrend trend = log.trend();
        String live = switch (trend.verdict()) {
            case EXHAUSTED -> "the heap was exhausted";
            case RISING -> "the live set grows, now " + Scan.bytes(trend.lastLiveBytes()) + " of " + heap(log);
            case STABLE ->
                "the live set does not grow, at the end " + Scan.bytes(trend.lastLiveBytes()) + " of " + heap(log);
            case TOO_FEW ->
                "too few of them collected the whole heap to say how the live set goes (" + trend.statements() + ")";
        };
        return "GC log of " + log.collector().title() + " (" + log.format().title() + ", "
                + (log.runs() > 1 ? log.runs() + " runs, " : "") + log.events() + " collections, "
                + log.fullCollections() + " full): " + live + ".";
    }

    /** In half a sentence for a kill that the same run ended with; null if there is nothing to say. */
    @Nullable
    String beside() {
        GcLog log = reader.summary();
        GcTrend trend = log.trend();
        return switch (trend.verdict()) {
            case EXHAUSTED ->
                "By the GC log the heap was as good as full: " + Scan.bytes(trend.lastLiveBytes()) + " live of "
                        + heap(log) + ".";
            case RISING ->
                "By the GC log the live set was growing, to " + Scan.bytes(trend.lastLiveBytes()) + " of " + heap(log)
                        + ".";
            case STABLE ->
                "By the GC log the heap was calm, with " + Scan.bytes(trend.lastLiveBytes()) + " live of " + heap(log)
                        + ": look beside the heap.";
            case TOO_FEW -> null;
        };
    }

    void end() {
        reader.end();
    }
}
