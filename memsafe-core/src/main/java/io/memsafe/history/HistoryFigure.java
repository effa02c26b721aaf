package io.memsafe.history;

import io.memsafe.MemoryArea;
import io.memsafe.MemoryAssessment;
import io.memsafe.Unit;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** A figure that the history keeps. Its order is that of the file. */
public enum HistoryFigure {
    /** Best estimate of the live set. */
    LIVE(Unit.BYTES, now -> now.heap().liveBytes()),
    /** Heap in use, garbage included. */
    USED(Unit.BYTES, now -> now.heap().usedBytes()),
    /** What the live set can reach before an OutOfMemoryError. */
    CAPACITY(Unit.BYTES, now -> now.heap().capacityBytes()),
    /** The live set as a share of the capacity. */
    PRESSURE(Unit.RATIO, now -> now.heap().pressureRatio()),
    /** Bytes allocated per second. */
    ALLOCATION(Unit.BYTES, now -> {
        long rate = now.heap().allocationBytesPerSecond();
        return rate < 0 ? Double.NaN : rate;
    }),
    /** Bytes per second by which the live set grew. */
    GROWTH(Unit.BYTES, now -> now.heap().growthBytesPerSecond()),
    /** Share of time that went to collections. */
    COLLECTION(Unit.RATIO, now -> now.heap().collectionRatio()),
    /** Collections within a second that a JVM only does in need. */
    DISTRESS(Unit.COUNT, now -> now.heap().distress()),
    /** Filling of the area that would be exhausted first. */
    BINDING(Unit.RATIO, now -> now.binding().ratio()),
    /** Working set of the container with the least left. */
    CONTAINER_USED(Unit.BYTES, now -> used(now, "container")),
    /** Limit of that container. */
    CONTAINER_LIMIT(Unit.BYTES, HistoryFigure::containerLimit),
    /** Resident set of the process. */
    RESIDENT(Unit.BYTES, now -> measure(now, "resident-set")),
    /** Metaspace committed. */
    METASPACE(Unit.BYTES, now -> used(now, "metaspace")),
    /** Direct buffers. */
    DIRECT(Unit.BYTES, now -> used(now, "direct-buffers")),
    /** Live threads of the JVM. */
    THREADS(Unit.COUNT, now -> measure(now, "threads-live"));

    private final Unit unit;

    @SuppressWarnings("ImmutableEnumChecker") // functions of the assessment alone
    private final ToDoubleFunction<MemoryAssessment> value;

    HistoryFigure(Unit unit, ToDoubleFunction<MemoryAssessment> value) {
        this.unit = unit;
        this.value = value;
    }

    /**
     * What the figure counts.
     *
     * @return bytes for rates too, which are per second
     */
    public Unit unit() {
        return unit;
    }

    /** The value in an assessment; NaN if it is not known. */
    double of(MemoryAssessment assessment) {
        return value.applyAsDouble(assessment);
    }

    private static double used(MemoryAssessment now, String name) {
        List<MemoryArea> areas = now.areas();
        for (int i = 0; i < areas.size(); i++) {
            if (areas.get(i).name().equals(name)) {
                return areas.get(i).used();
            }
        }
        return measure(now, name); // without a limit it is no area
    }

    private static double containerLimit(MemoryAssessment now) {
        List<MemoryArea> areas = now.areas();
        for (int i = 0; i < areas.size(); i++) {
            if (areas.get(i).name().equals("container")) {
                return areas.get(i).limit();
            }
        }
        return Double.NaN;
    }

    private static double measure(MemoryAssessment now, String name) {
        for (int i = 0; i < now.measures().size(); i++) {
            if (now.measures().get(i).name().equals(name)) {
                return now.measures().get(i).value();
            }
        }
        return Double.NaN;
    }
}
