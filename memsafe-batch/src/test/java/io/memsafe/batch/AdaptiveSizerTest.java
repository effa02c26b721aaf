package io.memsafe.batch;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AdaptiveSizerTest {
    private static final long MB = 1 << 20;
    private static final long MILLISECOND = 1_000_000;

    private final ChunkSizer sizer = ChunkSizer.adaptive(ChunkSize.adaptive());

    /** Runs chunks whose time is a fixed part and one for each item; returns the larger of the last two sizes. */
    private int settle(int chunks, long commitNanos, long itemNanos, double noise, ChunkOutlook outlook) {
        Random random = new Random(7);
        int items = 0;
        int before = 0;
        for (int i = 0; i < chunks; i++) {
            before = items;
            items = sizer.next(outlook).items();
            double factor = 1 + noise * (random.nextDouble() - 0.5);
            sizer.written(
                    items,
                    (long) (items * outlook.itemBytes()),
                    Duration.ofNanos((long) ((commitNanos + items * itemNanos) * factor)),
                    Duration.ofNanos((long) (commitNanos * 1.1)));
        }
        return Math.max(before, items);
    }

    private static ChunkOutlook plenty(double itemBytes) {
        return new ChunkOutlook(32 * MB, itemBytes);
    }

    @Test
    void theSizeMakesTheCommitASmallShareOfTheTime() {
        int items = settle(400, 2 * MILLISECOND, 10_000, 0, plenty(1_000));
        double overhead = 2.0 * MILLISECOND / (2.0 * MILLISECOND + items * 10_000.0);
        assertThat(overhead).isBetween(0.02, 0.04);
    }

    @Test
    void halfAMegabyteIsEnoughWhereCommitsAreFree() {
        assertThat(settle(300, 0, 1_000, 0, plenty(1_000))).isBetween(500, 540);
    }

    @Test
    void aChunkOfFiftyMillisecondsIsEnoughWhereItemsHoldNothing() {
        assertThat(settle(300, 0, 10_000, 0.3, plenty(1))).isBetween(4_000, 10_000); // 50 ms and noise
    }

    @Test
    void aDearCommitIsWorthMoreThanThat() {
        int items = settle(400, MILLISECOND, 10_000, 0, plenty(2_000));
        assertThat(items * 2_000L).isGreaterThan(4 * MB);
    }

    @ParameterizedTest
    @CsvSource({"5000000, 10000", "1000000, 100000", "20000, 300", "50000000, 2000000"})
    void aChunkStaysShortHoweverDearTheCommit(long commitNanos, long itemNanos) {
        int items = settle(1_000, commitNanos, itemNanos, 0.3, plenty(10));
        assertThat(commitNanos + items * itemNanos).isLessThan(2 * Math.max(100 * MILLISECOND, 10 * commitNanos));
    }

    @Test
    void aVeryDearCommitIsSpreadOverManyItems() {
        int items = settle(400, 1_000 * MILLISECOND, MILLISECOND, 0, plenty(10));
        assertThat(items).isBetween(8_000, 10_000);
    }

    @Test
    void theBytesOfItemsLimitTheSize() {
        assertThat(settle(50, 5 * MILLISECOND, 10_000, 0, new ChunkOutlook(10 * MB, MB)))
                .isEqualTo(10);
    }

    @Test
    void anItemBiggerThanTheRoomGoesAlone() {
        assertThat(sizer.next(new ChunkOutlook(20 * MB, 100 * MB)).items()).isEqualTo(1);
    }

    @Test
    void largeItemsAfterTinyOnesEndTheChunkByTheirBytes() {
        settle(300, 0, 1_000, 0, plenty(1_000));
        assertThat(sizer.next(plenty(1_000)).bytes()).isEqualTo(MB / 2);
    }

    @Test
    void theBytesOfAChunkFollowTheTimeItTook() {
        settle(300, MILLISECOND, 10_000, 0, plenty(1_000)); // a commit that is worth 33 ms
        sizer.written(100, 10 * MB, Duration.ofMillis(10), Duration.ofMillis(1));
        long more = sizer.next(plenty(1_000)).bytes();
        assertThat(more).isGreaterThan(10 * MB);
        sizer.written(100, more, Duration.ofMillis(300), Duration.ofMillis(1));
        assertThat(sizer.next(plenty(1_000)).bytes()).isLessThan(more);
    }

    @Test
    void noMoreIsTakenForFixedThanTheShortestWrite() {
        for (int i = 0; i < 400; i++) {
            int items = sizer.next(plenty(1_000)).items();
            // 2 ms a chunk are lost elsewhere, as on a busy machine; the writer takes 10 microseconds
            sizer.written(
                    items, items * 1_000L, Duration.ofNanos(2_000_000 + items * 1_000L), Duration.ofNanos(10_000));
        }
        assertThat(larger()).isBetween(390, 540); // 512 KB
    }

    @Test
    void aChunkThatHasToWaitForTheReaderIsWorthMoreBytesWhileThatIsSo() {
        AdaptiveSizer adaptive = (AdaptiveSizer) sizer;
        for (int i = 0; i < 200; i++) {
            adaptive.tookTurn(50_000);
        }
        assertThat(settle(300, 0, 1_000, 0, plenty(1_000))).isBetween(3_000, 3_400); // 100 microseconds are 3 % of it
        for (int i = 0; i < 200; i++) {
            adaptive.tookTurn(500);
        }
        assertThat(settle(300, 0, 1_000, 0, plenty(1_000))).isBetween(500, 540);
    }

    @Test
    void anErrorHalvesTheSize() {
        int before = larger();
        sizer.outOfMemory();
        assertThat(larger()).isEqualTo(before / 2);
    }

    private int larger() {
        return Math.max(sizer.next(plenty(1)).items(), sizer.next(plenty(1)).items());
    }

    @Test
    void everySecondChunkIsSmallerSoThatTheFixedPartShows() {
        assertThat(sizer.next(plenty(1)).items())
                .isNotEqualTo(sizer.next(plenty(1)).items());
    }

    @Test
    void aFixedSizeStaysFixed() {
        ChunkSizer fixed = ChunkSizer.fixed(500);
        fixed.outOfMemory();
        assertThat(fixed.next(new ChunkOutlook(MB, 100 * MB))).isEqualTo(new ChunkLimit(500, Long.MAX_VALUE));
    }

    @Test
    void aByteWeighedSizeIsInBytes() {
        assertThat(ChunkSizer.bytes(2 * MB, 1_000).next(plenty(1))).isEqualTo(new ChunkLimit(1_000, 2 * MB));
    }
}
