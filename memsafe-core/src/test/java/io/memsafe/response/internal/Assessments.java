package io.memsafe.response.internal;

import io.memsafe.HeapAssessment;
import io.memsafe.MemoryArea;
import io.memsafe.MemoryAssessment;
import io.memsafe.PressureLevel;
import io.memsafe.TimeToExhaustion;
import io.memsafe.Unit;
import io.memsafe.response.OrderlyStop;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Assessments of a heap of 1,000 MiB, by hand. */
final class Assessments {
    static final long MEBIBYTE = 1 << 20;
    static final long CAPACITY = 1_000 * MEBIBYTE;

    private Assessments() {}

    /** Calls hang after five seconds, steps down take two. */
    static Responses.Settings settings(@Nullable OrderlyStop stop) {
        return new Responses.Settings(
                Duration.ofSeconds(5).toNanos(), Duration.ofSeconds(2).toNanos(), 0.85, stop);
    }

    /** What a collection found so long before. */
    static MemoryAssessment at(Duration uptime, long liveMebibytes, Duration liveAge, long growthMebibytes) {
        long live = liveMebibytes * MEBIBYTE;
        long growth = growthMebibytes * MEBIBYTE;
        HeapAssessment heap = new HeapAssessment(
                "G1",
                CAPACITY,
                CAPACITY,
                live,
                live,
                live,
                live,
                "test",
                liveAge,
                true,
                0,
                growth,
                TimeToExhaustion.NEVER,
                0,
                0);
        MemoryArea area = new MemoryArea(
                MemoryArea.HEAP, Unit.BYTES, live, CAPACITY, growth, TimeToExhaustion.NEVER, PressureLevel.EMERGENCY);
        return new MemoryAssessment(uptime, heap, List.of(area), List.of(), List.of());
    }
}
