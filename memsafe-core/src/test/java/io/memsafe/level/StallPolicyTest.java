package io.memsafe.level;

import static org.assertj.core.api.Assertions.assertThat;

import io.memsafe.PressureLevel;
import org.junit.jupiter.api.Test;

class StallPolicyTest {
    private static final long MILLI = 1_000_000;

    private final StallPolicy policy = new StallPolicy(LevelThresholds.DEFAULT);
    private long nanos;

    private PressureLevel tick(long millis, long progress, double pressure) {
        nanos += millis * MILLI;
        return policy.tick(nanos, progress, progress % 2 == 1, pressure);
    }

    private PressureLevel stand(int ticks, double pressure) {
        PressureLevel found = tick(250, 1, pressure);
        for (int i = 0; i < ticks; i++) {
            found = tick(250, 1, pressure);
        }
        return found;
    }

    @Test
    void aSecondInOneStepOfANearlyFullHeapIsCritical() {
        assertThat(stand(3, 0.86)).isEqualTo(PressureLevel.NORMAL);
        assertThat(tick(250, 1, 0.86)).isEqualTo(PressureLevel.CRITICAL);
        assertThat(policy.stoodNanos()).isEqualTo(1_000 * MILLI);
    }

    @Test
    void twoSecondsAreAnEmergency() {
        assertThat(stand(7, 0.86)).isEqualTo(PressureLevel.CRITICAL);
        assertThat(tick(250, 1, 0.86)).isEqualTo(PressureLevel.EMERGENCY);
    }

    @Test
    void aHeapThatWasNotNearlyFullSaysNothing() {
        assertThat(stand(100, 0.84)).isEqualTo(PressureLevel.NORMAL);
    }

    @Test
    void theShareFollowsTheThresholds() {
        StallPolicy early = new StallPolicy(LevelThresholds.DEFAULT.with(0.60, 0.80));
        assertThat(early.leastRatio()).isEqualTo(0.60);
        for (int i = 0; i < 8; i++) {
            early.tick(i * 250 * MILLI, 1, true, 0.61);
        }
        assertThat(early.tick(2_000 * MILLI, 1, true, 0.59)).isEqualTo(PressureLevel.NORMAL);
        assertThat(early.tick(2_250 * MILLI, 1, true, 0.61)).isEqualTo(PressureLevel.EMERGENCY);
    }

    @Test
    void aFinishedStepBeginsTheCountAnew() {
        assertThat(stand(7, 0.99)).isEqualTo(PressureLevel.CRITICAL);
        assertThat(tick(250, 3, 0.99)).isEqualTo(PressureLevel.NORMAL);
        assertThat(policy.stoodNanos()).isZero();
        assertThat(tick(250, 3, 0.99)).isEqualTo(PressureLevel.NORMAL);
    }

    @Test
    void restingBetweenTwoStepsIsNoStandingStill() {
        for (int i = 0; i < 100; i++) {
            assertThat(tick(250, 2, 0.99)).isEqualTo(PressureLevel.NORMAL);
        }
    }

    @Test
    void aPauseOfTheWholeJvmCountsForNoMoreThanHalfASecond() {
        stand(0, 0.99);
        assertThat(tick(3_600_000, 1, 0.99)).as("a suspended machine").isEqualTo(PressureLevel.NORMAL);
        assertThat(tick(3_600_000, 1, 0.99)).as("once more").isEqualTo(PressureLevel.CRITICAL);
    }
}
