package io.memsafe.batch;

import static org.assertj.core.api.Assertions.assertThat;

import io.memsafe.HeapAssessment;
import io.memsafe.TimeToExhaustion;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LiveShareTest {
    private static final long MB = 1 << 20;

    private final LiveShare share = new LiveShare();

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

    private static HeapAssessment heap(long liveBytes, long ageMillis) {
        return new HeapAssessment(
                "ZGC",
                100 * MB,
                100 * MB,
                100 * MB,
                liveBytes,
                0,
                100 * MB,
                "test",
                Duration.ofMillis(ageMillis),
                true,
                0,
                0,
                TimeToExhaustion.NEVER,
                0,
                0);
    }

    /** Every 50 ms it is looked, and what was alive many looks ago is told. */
    private void tellLate(int looks) {
        Random random = new Random(4);
        long[] allocated = new long[400];
        for (int i = 0; i < allocated.length; i++) {
            allocated[i] = (long) (random.nextDouble() * 40 * MB);
            long found = i < looks ? 30 * MB : 30 * MB + allocated[i - looks] / 4;
            share.look(50_000_000L * i, heap(found, 50L * Math.min(i, looks)), allocated[i]);
        }
    }

    @Test
    void aLiveSetIsPutBesideWhatWasInFlightWhenItWasFound() {
        tellLate(60);
        assertThat(share.share()).isBetween(0.24, 0.26);
        assertThat(share.baseBytes()).isBetween(29 * MB, 31 * MB);
    }

    @Test
    void oneThatIsOlderThanWhatIsRememberedIsAllBase() {
        tellLate(300);
        assertThat(share.share()).isEqualTo(LiveShare.PRIOR);
        assertThat(share.baseBytes()).isBetween(30 * MB, 40 * MB);
    }

    @Test
    void whatAYoungCollectionLeavesIsPutBesideWhatIsInFlightNow() {
        share.look(1_000_000_000L, heap(30 * MB, 10), 0);
        share.look(2_000_000_000L, heap(60 * MB, 0), 40 * MB);
        assertThat(share.baseBytes()).isEqualTo(20 * MB);
        share.look(2_500_000_000L, heap(25 * MB, 500), 5 * MB);
        assertThat(share.baseBytes()).isEqualTo(20 * MB);
    }

    @Test
    void beforeTheJobNothingWasInFlight() {
        share.look(9_000_000_000L, heap(60 * MB, 5_000), 10 * MB);
        assertThat(share.baseBytes()).isEqualTo(60 * MB);
        share.look(9_050_000_000L, heap(60 * MB, 5_050), 20 * MB);
        assertThat(share.baseBytes()).as("the same one").isEqualTo(60 * MB);
    }

    @Test
    void withoutSpreadTheShareStaysAtItsPrior() {
        for (int i = 0; i < 100; i++) {
            share.observe(50 * MB, 10 * MB);
        }
        assertThat(share.share()).isEqualTo(LiveShare.PRIOR);
    }
}
