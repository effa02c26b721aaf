package io.memsafe.batch;

import static org.assertj.core.api.Assertions.assertThat;

import io.memsafe.HeapAssessment;
import io.memsafe.PressureLevel;
import io.memsafe.TimeToExhaustion;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ByteBoundTest {
    private static final long MB = 1 << 20;

    private final LiveShare share = new LiveShare();
    private final ByteBound bound = new ByteBound(2, Long.MAX_VALUE, share);

    static HeapAssessment heap(long capacityMb, long liveMb, boolean verified) {
        long capacity = capacityMb * MB;
        return new HeapAssessment(
                "G1",
                capacity,
                capacity,
                capacity,
                liveMb * MB,
                0,
                capacity,
                "test",
                Duration.ZERO,
                verified,
                0,
                0,
                TimeToExhaustion.NEVER,
                0,
                0);
    }

    @Test
    void errorsShrinkTheBoundAtOnceAndSuccessRestoresItSlowly() {
        HeapAssessment memory = heap(100, 0, true);
        long full = bound.bytes(memory, PressureLevel.NORMAL);
        assertThat(full).isEqualTo(50 * MB);
        bound.outOfMemory();
        long shrunk = bound.bytes(memory, PressureLevel.NORMAL);
        assertThat(shrunk).isBetween(34 * MB, 36 * MB);
        bound.written();
        assertThat(bound.bytes(memory, PressureLevel.NORMAL)).isBetween(shrunk, shrunk + 2 * MB);
        for (int i = 0; i < 100; i++) {
            bound.written();
        }
        assertThat(bound.bytes(memory, PressureLevel.NORMAL)).isEqualTo(full);
    }

    @Test
    void manyErrorsLeaveSomethingToWorkWith() {
        for (int i = 0; i < 100; i++) {
            bound.outOfMemory();
        }
        assertThat(bound.bytes(heap(100, 0, true), PressureLevel.EMERGENCY)).isPositive();
    }

    @Test
    void theBoundFollowsTheLevel() {
        HeapAssessment memory = heap(100, 0, true);
        long last = Long.MAX_VALUE;
        for (PressureLevel level : PressureLevel.values()) {
            long bytes = bound.bytes(memory, level);
            assertThat(bytes).isLessThan(last);
            last = bytes;
        }
    }

    @Test
    void theUsersBoundIsNeverPassed() {
        assertThat(new ByteBound(2, 7, share).bytes(heap(100, 0, true), PressureLevel.NORMAL))
                .isEqualTo(7);
    }

    @Test
    void whatLivesBesidesTheChunksIsNotTheirs() {
        share.observe(60 * MB, 20 * MB); // 20 are held by the chunks, so 40 live besides
        assertThat(bound.bytes(heap(100, 60, true), PressureLevel.NORMAL)).isEqualTo(30 * MB);
    }

    /** The memory admits a share that nobody tells: the bound must find it from above and stay near, with few errors. */
    @Test
    void theBoundSwingsAroundWhatTheMemoryAdmits() {
        HeapAssessment memory = heap(100, 0, true);
        for (int seed = 0; seed < 50; seed++) {
            Random random = new Random(seed);
            ByteBound own = new ByteBound(1, Long.MAX_VALUE, share);
            long admits = (long) ((5 + 40 * random.nextDouble()) * MB);
            long used = 0;
            int errors = 0;
            for (int chunk = 0; chunk < 2_000; chunk++) {
                long bytes = own.bytes(memory, PressureLevel.NORMAL);
                if (bytes > admits) {
                    own.outOfMemory();
                    errors++;
                } else {
                    own.written();
                    used += bytes;
                }
            }
            assertThat(used / 2_000.0).as("mean bytes in flight, seed %d", seed).isGreaterThan(0.5 * admits);
            assertThat(errors).as("errors, seed %d", seed).isLessThan(2_000 / 3);
        }
    }
}
