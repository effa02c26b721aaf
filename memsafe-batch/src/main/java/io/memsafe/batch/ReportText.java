package io.memsafe.batch;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** A report in words and as JSON. Thread-safety: stateless. */
final class ReportText {
    private ReportText() {}

    /** What a person wants to know, in the order in which it matters. */
    static Map<String, String> facts(BatchReport report) {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("status", report.status() + (report.complete() ? ", complete" : ", not complete"));
        if (report.failure() != null) {
            facts.put("failure", String.valueOf(report.failure()));
        }
        double seconds = report.elapsed().toNanos() / 1e9;
        facts.put(
                "items",
                count(report.read()) + " read, " + count(report.written()) + " written, " + count(report.filtered())
                        + " filtered, " + count(report.quarantined()) + " in quarantine, of these "
                        + count(report.quarantinedForMemory()) + " for want of memory");
        facts.put(
                "time",
                seconds(report.elapsed()) + ", " + count(Math.round(report.read() / Math.max(seconds, 1e-9)))
                        + " items/s, " + report.workers() + (report.workers() == 1 ? " worker" : " workers"));
        facts.put(
                "chunks",
                count(report.chunks()) + " of " + count(report.smallestChunk()) + " to " + count(report.largestChunk())
                        + " items, "
                        + String.format(Locale.ROOT, "%,.1f MiB", report.allocatedBytes() / (double) (1 << 20))
                        + " allocated");
        PhaseTimes times = report.times();
        facts.put(
                "workers' time",
                "reading " + seconds(times.reading()) + ", processing " + seconds(times.processing()) + ", writing "
                        + seconds(times.writing()));
        Waits waits = report.waits();
        facts.put(
                "waited",
                waits.total().isZero()
                        ? "not at all"
                        : seconds(waits.total()) + ": for the level " + seconds(waits.level())
                                + ", for bytes in flight " + seconds(waits.bytes()) + ", for a retry alone "
                                + seconds(waits.heap()));
        facts.put("errors of memory", count(report.containedErrors()) + " contained");
        facts.put("tried again", count(report.retried()) + " calls");
        facts.put("guarantee", report.guarantee() + ", " + count(report.resumed()) + " items by earlier runs");
        if (!report.notes().isEmpty()) {
            facts.put("notes", String.join("; ", report.notes()));
        }
        return facts;
    }

    static String text(BatchReport report) {
        StringBuilder text = new StringBuilder("job ").append(report.job()).append('\n');
        facts(report).forEach((name, value) -> text.append(String.format(Locale.ROOT, "  %-18s %s%n", name, value)));
        return text.toString();
    }

    static String json(BatchReport report) {
        StringBuilder json = new StringBuilder(1024);
        JsonText.string(json.append("{\"job\":"), report.job());
        JsonText.string(json.append(",\"status\":"), report.status().name());
        json.append(",\"complete\":").append(report.complete());
        json.append(",\"failure\":");
        if (report.failure() == null) {
            json.append("null");
        } else {
            JsonText.string(json, String.valueOf(report.failure()));
        }
        number(json, "elapsedSeconds", report.elapsed());
        number(json, "read", report.read());
        number(json, "written", report.written());
        number(json, "filtered", report.filtered());
        number(json, "quarantined", report.quarantined());
        number(json, "quarantinedForMemory", report.quarantinedForMemory());
        number(json, "resumed", report.resumed());
        number(json, "retried", report.retried());
        number(json, "containedErrors", report.containedErrors());
        number(json, "chunks", report.chunks());
        number(json, "smallestChunk", report.smallestChunk());
        number(json, "largestChunk", report.largestChunk());
        number(json, "workers", report.workers());
        number(json, "allocatedBytes", report.allocatedBytes());
        number(json, "readingSeconds", report.times().reading());
        number(json, "processingSeconds", report.times().processing());
        number(json, "writingSeconds", report.times().writing());
        number(json, "waitedForLevelSeconds", report.waits().level());
        number(json, "waitedForBytesSeconds", report.waits().bytes());
        number(json, "waitedForHeapSeconds", report.waits().heap());
        JsonText.string(json.append(",\"guarantee\":"), report.guarantee().name());
        json.append(",\"notes\":[");
        for (int i = 0; i < report.notes().size(); i++) {
            JsonText.string(json.append(i == 0 ? "" : ","), report.notes().get(i));
        }
        json.append("],\"trace\":[");
        String comma = "";
        for (TracePoint point : report.trace()) {
            json.append(comma).append("{\"elapsedSeconds\":").append(fixed(point.elapsed()));
            number(json, "written", point.written());
            number(json, "chunkSize", point.chunkSize());
            number(json, "liveBytes", point.liveBytes());
            number(json, "capacityBytes", point.capacityBytes());
            number(json, "containedErrors", point.containedErrors());
            JsonText.string(json.append(",\"level\":"), point.level().name()).append('}');
            comma = ",";
        }
        return json.append("]}\n").toString();
    }

    private static void number(StringBuilder json, String name, long value) {
        json.append(",\"").append(name).append("\":").append(value);
    }

    private static void number(StringBuilder json, String name, Duration value) {
        json.append(",\"").append(name).append("\":").append(fixed(value));
    }

    private static String fixed(Duration value) {
        return String.format(Locale.ROOT, "%.3f", value.toNanos() / 1e9);
    }

    private static String count(long value) {
        return String.format(Locale.ROOT, "%,d", value);
    }

    private static String seconds(Duration value) {
        return String.format(Locale.ROOT, "%,.1f s", value.toNanos() / 1e9);
    }
}
