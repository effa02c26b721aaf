package io.memsafe.batch;

import static org.assertj.core.api.Assertions.assertThat;

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

    @Test
    void withoutSpreadTheShareStaysAtItsPrior() {
        for (int i = 0; i < 100; i++) {
            share.observe(50 * MB, 10 * MB);
        }
        assertThat(share.share()).isEqualTo(LiveShare.PRIOR);
    }
}
