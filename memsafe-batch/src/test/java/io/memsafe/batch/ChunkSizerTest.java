package io.memsafe.batch;

import static org.assertj.core.api.Assertions.assertThat;

import io.memsafe.MemoryAssessment;
import io.memsafe.PressureLevel;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ChunkSizerTest {
    private static final long MB = 1 << 20;
    private static final long MILLISECOND = 1_000_000;

    private final ChunkCost cost = new ChunkCost();
    private final LiveShare share = new LiveShare();
    private final ChunkSizer sizer = new ChunkSizer(ChunkSize.adaptive(), 2, cost, share);

    private static MemoryAssessment heap(long capacityMb, long liveMb, boolean verified) {
        long capacity = capacityMb * MB;
        return new MemoryAssessment(
                Duration.ZERO, "G1", capacity, capacity, capacity, liveMb * MB, 0, capacity, "test", verified, 0, 0, 0);
    }

    /** Runs chunks whose time is a fixed part and one for each item; returns the size that was settled on. */
    private int settle(int chunks, long commitNanos, long itemNanos, double noise, long boundBytes) {
        Random random = new Random(7);
        int items = 0;
        for (int i = 0; i < chunks; i++) {
            items = sizer.items(boundBytes);
            double factor = 1 + noise * (random.nextDouble() - 0.5);
            sizer.written(items, (long) ((commitNanos + items * itemNanos) * factor));
        }
        return items;
    }

    @Test
    void theSizeMakesTheCommitASmallShareOfTheTime() {
        cost.learn(100, 0, 100 * 1_000);
        int items = settle(400, 2 * MILLISECOND, 10_000, 0, 1_000 * MB);
        double overhead = 2.0 * MILLISECOND / (2.0 * MILLISECOND + items * 10_000.0);
        assertThat(overhead).isBetween(0.02, 0.04);
    }

    @Test
    void theSizeStaysSmallWhereCommitsAreFree() {
        cost.learn(100, 0, 100 * 1_000);
        assertThat(settle(300, 0, 10_000, 0.3, 1_000 * MB)).isBetween(4_000, 10_000); // 50 ms and noise
    }

    @ParameterizedTest
    @CsvSource({"5000000, 10000", "1000000, 100000", "20000, 300", "50000000, 2000000"})
    void aChunkStaysShortHoweverDearTheCommit(long commitNanos, long itemNanos) {
        cost.learn(100, 0, 100 * 10);
        int items = settle(1_000, commitNanos, itemNanos, 0.3, 1_000 * MB);
        assertThat(commitNanos + items * itemNanos).isLessThan(2 * Math.max(100 * MILLISECOND, 10 * commitNanos));
    }

    @Test
    void aVeryDearCommitIsSpreadOverManyItems() {
        cost.learn(100, 0, 100 * 10);
        int items = settle(400, 1_000 * MILLISECOND, MILLISECOND, 0, 1_000 * MB);
        assertThat(items).isBetween(8_000, 10_000);
    }

    @Test
    void theBytesOfItemsLimitTheSize() {
        cost.learn(100, 0, 100 * MB);
        // 1 MB allocated an item, all of it taken for held: 20 MB for two workers are 10 items each.
        assertThat(settle(50, 5 * MILLISECOND, 10_000, 0, 20 * MB)).isEqualTo(10);
    }

    @Test
    void anItemBiggerThanTheBoundGoesAlone() {
        cost.learn(10, 0, 1_000 * MB);
        assertThat(sizer.items(20 * MB)).isEqualTo(1);
    }

    @Test
    void aFixedSizeStaysFixed() {
        ChunkSizer fixed = new ChunkSizer(ChunkSize.fixed(500), 2, cost, share);
        cost.learn(10, 0, 1_000 * MB);
        fixed.outOfMemory();
        assertThat(fixed.items(MB)).isEqualTo(500);
    }

    @Test
    void errorsShrinkTheBoundAtOnceAndSuccessRestoresItSlowly() {
        MemoryAssessment memory = heap(100, 0, true);
        long full = sizer.boundBytes(memory, PressureLevel.NORMAL);
        assertThat(full).isEqualTo(50 * MB);
        sizer.outOfMemory();
        long shrunk = sizer.boundBytes(memory, PressureLevel.NORMAL);
        assertThat(shrunk).isBetween(34 * MB, 36 * MB);
        sizer.written(1, 1);
        assertThat(sizer.boundBytes(memory, PressureLevel.NORMAL)).isBetween(shrunk, shrunk + 2 * MB);
        for (int i = 0; i < 100; i++) {
            sizer.written(1, 1);
        }
        assertThat(sizer.boundBytes(memory, PressureLevel.NORMAL)).isEqualTo(full);
    }

    @Test
    void manyErrorsLeaveSomethingToWorkWith() {
        for (int i = 0; i < 100; i++) {
            sizer.outOfMemory();
        }
        assertThat(sizer.boundBytes(heap(100, 0, true), PressureLevel.EMERGENCY))
                .isPositive();
        assertThat(sizer.items(1)).isEqualTo(1);
    }

    @Test
    void theBoundFollowsTheLevel() {
        MemoryAssessment memory = heap(100, 0, true);
        long last = Long.MAX_VALUE;
        for (PressureLevel level : PressureLevel.values()) {
            long bound = sizer.boundBytes(memory, level);
            assertThat(bound).isLessThan(last);
            last = bound;
        }
    }

    @Test
    void whatLivesBesidesTheChunksIsNotTheirs() {
        share.observe(60 * MB, 20 * MB); // 20 are held by the chunks, so 40 live besides
        assertThat(sizer.boundBytes(heap(100, 60, true), PressureLevel.NORMAL)).isEqualTo(30 * MB);
    }

    @Test
    void theShareThatStaysLiveIsLearned() {
        Random random = new Random(3);
        for (int i = 0; i < 200; i++) {
            long allocated = (long) (random.nextDouble() * 40 * MB);
            double noise = (random.nextDouble() - 0.5) * 2 * MB;
            share.observe((long) (30 * MB + 0.25 * allocated + noise), allocated);
        }
        assertThat(share.share()).isBetween(0.2, 0.3);
        assertThat(share.baseBytes()).isBetween(27 * MB, 33 * MB);
    }

    @Test
    void withoutSpreadTheShareStaysAtItsPrior() {
        for (int i = 0; i < 100; i++) {
            share.observe(50 * MB, 10 * MB);
        }
        assertThat(share.share()).isEqualTo(LiveShare.PRIOR);
    }

    @Test
    void aBigItemIsForetoldByWhatReadingItAllocated() {
        cost.learn(100, 100 * 1_000, 100 * 3_000);
        assertThat(cost.forecast().bytes(1_000)).isEqualTo(4_000);
        assertThat(cost.forecast().bytes(1_000_000)).isEqualTo(4_000_000);
    }

    @Test
    void itemsThatExistAlreadyAreForetoldByTheMean() {
        cost.learn(100, 0, 100 * 3_000);
        assertThat(cost.forecast().bytes(0)).isEqualTo(3_000);
    }

    @Test
    void costsFollowAChangeOfTheInput() {
        cost.learn(10_000, 0, 10_000L * 100);
        for (int i = 0; i < 20; i++) {
            cost.learn(50, 0, 50 * MB);
        }
        assertThat(cost.meanBytes()).isGreaterThan(0.8 * MB);
    }
}
