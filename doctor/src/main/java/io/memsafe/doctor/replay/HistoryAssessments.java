package io.memsafe.doctor.replay;

import io.memsafe.HeapAssessment;
import io.memsafe.Measure;
import io.memsafe.MemoryArea;
import io.memsafe.MemoryAssessment;
import io.memsafe.PressureLevel;
import io.memsafe.TimeToExhaustion;
import io.memsafe.Unit;
import io.memsafe.history.HistoryEntry;
import io.memsafe.history.HistoryFigure;
import io.memsafe.history.HistoryJvm;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Makes assessments of what a history has kept: the least, mean and greatest of each figure, and the area that was
 * fullest. Each stretch is taken at its worst. What was not kept is left out: single collections, bounds of the live
 * set, areas that were neither the heap nor the fullest, and the upper end of the time to exhaustion.
 *
 * <p>Thread-safety: immutable.
 */
public final class HistoryAssessments {
    private static final double NANOS = 1e9;
    private static final double LONGEST_SECONDS = 1e9;

    private final String collector;
    private final long maxHeapBytes;

    /**
     * For the entries of one history.
     *
     * @param jvm that wrote it; empty if that is not known
     */
    public HistoryAssessments(Optional<HistoryJvm> jvm) {
        collector = jvm.map(HistoryJvm::collector).orElse("unknown collector");
        maxHeapBytes = jvm.map(HistoryJvm::maxHeapBytes).orElse(0L);
    }

    /**
     * An entry at its worst, as an assessment.
     *
     * @param entry of the history
     * @param uptime where it stands in time, for the policy
     * @return never verified where the live set was not known
     */
    public MemoryAssessment of(HistoryEntry entry, Duration uptime) {
        HeapAssessment heap = heap(entry);
        List<MemoryArea> areas = new ArrayList<>();
        areas.add(new MemoryArea(
                MemoryArea.HEAP,
                Unit.BYTES,
                heap.liveBytes(),
                heap.capacityBytes(),
                heap.growthBytesPerSecond(),
                heap.timeToExhaustion(),
                heap.verified() ? PressureLevel.EMERGENCY : PressureLevel.NORMAL));
        double ratio = entry.figure(HistoryFigure.BINDING).max();
        String binding = entry.bindingArea();
        if (!binding.isEmpty() && !binding.equals(MemoryArea.HEAP) && ratio >= 0 && ratio < 1) {
            double limit = entry.bindingHeadroom() / (1 - ratio);
            if (limit >= 1 && limit < Long.MAX_VALUE) {
                areas.add(new MemoryArea(
                        binding,
                        binding.equals("threads") ? Unit.COUNT : Unit.BYTES,
                        (long) (ratio * limit),
                        (long) limit,
                        0,
                        TimeToExhaustion.NEVER,
                        atMost(binding)));
            }
        }
        return new MemoryAssessment(uptime, heap, areas, measures(entry), List.of());
    }

    private HeapAssessment heap(HistoryEntry entry) {
        double live = entry.figure(HistoryFigure.LIVE).max();
        double capacity = entry.figure(HistoryFigure.CAPACITY).mean();
        double growth = entry.figure(HistoryFigure.GROWTH).mean();
        double distress = entry.figure(HistoryFigure.DISTRESS).max();
        double allocation = entry.figure(HistoryFigure.ALLOCATION).mean();
        boolean known = live > 0 && capacity >= 1;
        return new HeapAssessment(
                collector,
                maxHeapBytes > 0 ? maxHeapBytes : amount(capacity),
                known ? amount(capacity) : 1,
                amount(entry.figure(HistoryFigure.USED).max()),
                known ? amount(live) : 0,
                amount(entry.figure(HistoryFigure.LIVE).min()),
                amount(live),
                "the history has it",
                Duration.ZERO,
                known,
                Double.isNaN(allocation) ? -1 : amount(allocation),
                amount(growth),
                known && growth >= 1 ? until(capacity - live, growth) : TimeToExhaustion.NEVER,
                ratio(entry.figure(HistoryFigure.COLLECTION).mean()),
                (int) amount(distress));
    }

    private static TimeToExhaustion until(double left, double perSecond) {
        double seconds = Math.max(0, left) / perSecond;
        if (!(seconds < LONGEST_SECONDS)) {
            return TimeToExhaustion.NEVER;
        }
        Duration end = Duration.ofNanos((long) (seconds * NANOS));
        return new TimeToExhaustion(end, end);
    }

    private static long amount(double value) {
        return Double.isNaN(value) ? 0 : (long) Math.max(0, value);
    }

    private static double ratio(double value) {
        return Double.isNaN(value) ? 0 : Math.max(0, Math.min(1, value));
    }

    private static PressureLevel atMost(String area) {
        return switch (area) {
            case "metaspace", "compressed-class-space" -> PressureLevel.CRITICAL;
            case "code-cache", "host-memory", "container-high" -> PressureLevel.WARNING;
            default -> PressureLevel.EMERGENCY;
        };
    }

    private static List<Measure> measures(HistoryEntry entry) {
        List<Measure> measures = new ArrayList<>();
        for (HistoryFigure figure : List.of(
                HistoryFigure.METASPACE,
                HistoryFigure.DIRECT,
                HistoryFigure.RESIDENT,
                HistoryFigure.CONTAINER_USED,
                HistoryFigure.CONTAINER_LIMIT,
                HistoryFigure.THREADS)) {
            double value = entry.figure(figure).max();
            if (!Double.isNaN(value)) {
                String name = figure.name().toLowerCase(Locale.ROOT).replace('_', '-');
                measures.add(new Measure(name, figure.unit(), value));
            }
        }
        return measures;
    }
}
