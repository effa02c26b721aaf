package io.memsafe.history;

import io.memsafe.HeapAssessment;
import io.memsafe.Measure;
import io.memsafe.MemoryArea;
import io.memsafe.MemoryAssessment;
import io.memsafe.PressureLevel;
import io.memsafe.TimeToExhaustion;
import io.memsafe.Unit;
import java.time.Duration;
import java.util.List;

/** Assessments for tests. */
final class Assessments {
    static final long CAPACITY = 1L << 30;

    private Assessments() {}

    /** A heap with so much alive, and a metaspace so full. */
    static MemoryAssessment of(long liveBytes, long metaspacePercent) {
        HeapAssessment heap = new HeapAssessment(
                "G1",
                CAPACITY,
                CAPACITY,
                CAPACITY / 2,
                liveBytes,
                0,
                CAPACITY,
                "test",
                Duration.ZERO,
                true,
                -1,
                7,
                TimeToExhaustion.NEVER,
                0.25,
                3);
        return new MemoryAssessment(
                Duration.ZERO,
                heap,
                List.of(
                        area(MemoryArea.HEAP, Unit.BYTES, liveBytes, CAPACITY),
                        area("metaspace", Unit.BYTES, metaspacePercent, 100)),
                List.of(new Measure("threads-live", Unit.COUNT, 12)),
                List.of());
    }

    private static MemoryArea area(String name, Unit unit, long used, long limit) {
        return new MemoryArea(name, unit, used, limit, 0, TimeToExhaustion.NEVER, PressureLevel.EMERGENCY);
    }
}
