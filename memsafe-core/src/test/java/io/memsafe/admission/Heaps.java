package io.memsafe.admission;

import io.memsafe.HeapAssessment;
import io.memsafe.MemoryArea;
import io.memsafe.MemoryAssessment;
import io.memsafe.PressureLevel;
import io.memsafe.TimeToExhaustion;
import io.memsafe.Unit;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;

/** A heap whose assessments are made by hand, for budgets that follow one. */
final class Heaps implements Supplier<MemoryAssessment> {
    static final long CAPACITY = 1_000_000;

    String collector = "ZGC";
    boolean verified = true;
    long capacity = CAPACITY;
    long live;
    long high;
    long uptimeMillis;
    long foundMillis;

    /** A live set found now. */
    void found(long liveBytes) {
        uptimeMillis += 10;
        foundMillis = uptimeMillis;
        live = liveBytes;
        high = liveBytes;
    }

    @Override
    public MemoryAssessment get() {
        HeapAssessment heap = new HeapAssessment(
                collector,
                capacity,
                capacity,
                high,
                live,
                0,
                high,
                "a test",
                Duration.ofMillis(uptimeMillis - foundMillis),
                verified,
                0,
                0,
                TimeToExhaustion.NEVER,
                0,
                0);
        MemoryArea area = new MemoryArea(
                MemoryArea.HEAP, Unit.BYTES, live, capacity, 0, TimeToExhaustion.NEVER, PressureLevel.EMERGENCY);
        return new MemoryAssessment(Duration.ofMillis(uptimeMillis), heap, List.of(area), List.of(), List.of());
    }
}
