package io.memsafe.doctor;

import io.memsafe.HeapAssessment;
import io.memsafe.Measure;
import io.memsafe.MemoryArea;
import io.memsafe.PressureLevel;
import io.memsafe.doctor.watch.WatchReading;
import java.nio.charset.Charset;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A watched JVM on a terminal, or as one line each time where there is none. */
final class WatchScreen {
    private static final int BAR = 20;
    private static final int SPARK_WIDTH = 60;
    private static final int SPARK_KEPT = 300;
    private static final int MOST_CHANGES = 5;
    private static final DateTimeFormatter CLOCK =
            DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT).withZone(ZoneId.systemDefault());

    private final String title;
    private final Sparkline live;
    private final Deque<String> changes = new ArrayDeque<>();
    private @Nullable PressureLevel level;
    private @Nullable Instant since;
    private @Nullable Instant newest;

    WatchScreen(String title, Charset charset) {
        this.title = title;
        this.live = new Sparkline(charset, SPARK_KEPT);
    }

    /** Takes a reading into the course of the last minutes. */
    void add(WatchReading reading) {
        if (reading.time().equals(newest) && reading.level() == level) {
            return;
        }
        newest = reading.time();
        HeapAssessment heap = reading.assessment().heap();
        live.add(heap.verified() ? heap.pressureRatio() : 0);
        if (level != reading.level()) {
            if (level != null) {
                if (changes.size() == MOST_CHANGES) {
                    changes.poll();
                }
                changes.add(CLOCK.format(reading.time()) + " " + level + " -> " + reading.level());
            }
            level = reading.level();
            since = reading.time();
        }
    }

    /** Everything, in lines. */
    List<String> page(WatchReading reading) {
        List<String> lines = new ArrayList<>();
        HeapAssessment heap = reading.assessment().heap();
        lines.add(title + ", " + CLOCK.format(reading.time()));
        Duration held = since == null ? Duration.ZERO : Duration.between(since, reading.time());
        lines.add("Level  " + reading.level() + (held.isZero() ? "" : " for " + Amounts.time(held)) + ", "
                + reading.assessment().binding().name() + " "
                + Amounts.until(reading.assessment().timeToExhaustion()));
        if (!reading.silence().isZero()) {
            lines.add("       no answer for " + Amounts.time(reading.silence()) + "; all below is as old");
        }
        lines.add("");
        lines.add(String.format(Locale.ROOT, "%-24s %10s %10s  %-28s %12s", "area", "in use", "limit", "", "growth/s"));
        reading.assessment().areas().forEach(area -> lines.add(row(area, heap)));
        lines.add("");
        lines.add("Heap         " + heapLine(heap));
        lines.add("Allocation   "
                + (heap.allocationBytesPerSecond() < 0
                        ? "not known"
                        : Amounts.bytes(heap.allocationBytesPerSecond()) + "/s")
                + ", collections " + Amounts.percent(heap.collectionRatio())
                + (heap.collectsConcurrently() ? " of the time beside the program" : " of the time")
                + (heap.distress() == 0 ? "" : ", " + heap.distress() + " in distress within a second"));
        String measures = measures(reading.measures());
        if (!measures.isEmpty()) {
            lines.add("Also         " + measures);
        }
        if (live.size() > 1) {
            lines.add(String.format(
                    Locale.ROOT,
                    "Live set     |%s| %.0f to %.0f %% in %d readings",
                    live.line(SPARK_WIDTH),
                    100 * live.least(),
                    100 * live.greatest(),
                    live.size()));
        }
        lines.add("");
        reading.reasons().forEach(reason -> lines.add("- " + reason));
        if (!changes.isEmpty()) {
            lines.add("");
            changes.forEach(lines::add);
        }
        return lines;
    }

    private static String row(MemoryArea area, HeapAssessment heap) {
        if (area.isHeap() && !heap.verified()) {
            return String.format(
                    Locale.ROOT,
                    "%-24s %10s %10s  no collection has looked at the whole heap yet",
                    "heap (live set)",
                    "?",
                    Amounts.bytes(area.limit()));
        }
        int filled = (int) Math.round(BAR * Math.max(0, Math.min(1, area.ratio())));
        return String.format(
                Locale.ROOT,
                "%-24s %10s %10s  [%s%s] %5s %12s  %s",
                area.isHeap() ? "heap (live set)" : area.name(),
                Amounts.of(area.unit(), area.used()),
                Amounts.of(area.unit(), area.limit()),
                "#".repeat(filled),
                ".".repeat(BAR - filled),
                Amounts.percent(area.ratio()),
                area.growthPerSecond() == 0 ? "" : Amounts.of(area.unit(), area.growthPerSecond()),
                Amounts.until(area.timeToExhaustion()));
    }

    private static String heapLine(HeapAssessment heap) {
        String inUse =
                Amounts.bytes(heap.usedBytes()) + " in use with garbage, of -Xmx " + Amounts.bytes(heap.maxBytes());
        return heap.verified()
                ? "live " + Amounts.bytes(heap.liveBytes()) + " (" + heap.liveSource() + ", "
                        + Amounts.time(heap.liveAge()) + " ago), " + inUse
                : "live set not known yet (" + heap.liveSource() + "), " + inUse;
    }

    private static String measures(List<Measure> measures) {
        StringBuilder text = new StringBuilder();
        for (Measure measure : measures) {
            text.append(text.isEmpty() ? "" : ", ")
                    .append(measure.name())
                    .append(' ')
                    .append(Amounts.of(measure.unit(), measure.value()));
        }
        return text.toString();
    }

    /** The reading in one line. */
    String line(WatchReading reading) {
        HeapAssessment heap = reading.assessment().heap();
        StringBuilder fullest = new StringBuilder();
        reading.assessment().areas().stream()
                .skip(1)
                .max((a, b) -> Double.compare(a.ratio(), b.ratio()))
                .ifPresent(area ->
                        fullest.append(", ").append(area.name()).append(' ').append(Amounts.percent(area.ratio())));
        return String.format(
                Locale.ROOT,
                "%s %-9s live %s of %s (%s), in use %s, alloc %s/s, gc %s%s%s, %s %s%s",
                CLOCK.format(reading.time()),
                reading.level(),
                heap.verified() ? Amounts.bytes(heap.liveBytes()) : "?",
                Amounts.bytes(heap.capacityBytes()),
                heap.verified() ? Amounts.percent(heap.pressureRatio()) : "?",
                Amounts.bytes(heap.usedBytes()),
                heap.allocationBytesPerSecond() < 0 ? "?" : Amounts.bytes(heap.allocationBytesPerSecond()),
                Amounts.percent(heap.collectionRatio()),
                heap.distress() == 0 ? "" : ", distress " + heap.distress(),
                fullest,
                reading.assessment().binding().name(),
                Amounts.until(reading.assessment().timeToExhaustion()),
                reading.silence().isZero() ? "" : ", no answer for " + Amounts.time(reading.silence()));
    }
}
