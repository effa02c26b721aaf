package io.memsafe.batch;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ChunkCostTest {
    private static final long MB = 1 << 20;

    private final ChunkCost cost = new ChunkCost();

    @Test
    void aBigItemIsForetoldByWhatReadingItAllocated() {
        cost.learn(100, 100 * 1_000, 100 * 3_000, 0);
        assertThat(cost.forecast().bytes(1, 1_000)).isEqualTo(4_000);
        assertThat(cost.forecast().bytes(1, 1_000_000)).isEqualTo(4_000_000);
    }

    @Test
    void itemsThatExistAlreadyAreForetoldByTheMean() {
        cost.learn(100, 0, 100 * 3_000, 0);
        assertThat(cost.forecast().bytes(1, 0)).isEqualTo(3_000);
    }

    @Test
    void costsFollowAChangeOfTheInput() {
        cost.learn(10_000, 0, 10_000L * 100, 0);
        for (int i = 0; i < 20; i++) {
            cost.learn(50, 0, 50 * MB, 0);
        }
        assertThat(cost.meanBytes()).isGreaterThan(0.8 * MB);
    }

    @Test
    void beforeAnythingIsKnownAnItemIsTakenToCostMoreThanItsReading() {
        assertThat(cost.forecast().bytes(1, 1_000)).isGreaterThan(1_000);
    }

    @Test
    void theLargestItemOfLateIsForgottenWithinSomeChunks() {
        cost.learn(1, MB, 3 * MB, 4 * MB);
        assertThat(cost.largestBytes()).isEqualTo(4 * MB);
        for (int i = 0; i < 20; i++) {
            cost.learn(100, 100, 100, 2);
        }
        assertThat(cost.largestBytes()).isLessThan(100);
    }
}
