package io.memsafe.level;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.memsafe.MemoryAssessment;
import io.memsafe.PressureLevel;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class LevelPolicyTest {
    private static final long CAPACITY = 1_000 << 20;

    private final LevelPolicy policy = new LevelPolicy(LevelThresholds.DEFAULT);

    private static MemoryAssessment at(long millis, double pressure, int distress, boolean verified) {
        long live = (long) (pressure * CAPACITY);
        return new MemoryAssessment(
                Duration.ofMillis(millis),
                "G1",
                CAPACITY,
                CAPACITY,
                CAPACITY,
                live,
                0,
                CAPACITY,
                "test",
                verified,
                0,
                0.5,
                distress);
    }

    private PressureLevel decide(long millis, double pressure) {
        return policy.decide(at(millis, pressure, 0, true));
    }

    @Test
    void levelsBeginAtTheirThresholdsAtOnce() {
        assertThat(decide(0, 0.84)).isEqualTo(PressureLevel.NORMAL);
        assertThat(decide(1, 0.86)).isEqualTo(PressureLevel.WARNING);
        assertThat(decide(2, 0.96)).isEqualTo(PressureLevel.CRITICAL);
        assertThat(decide(3, 0.99)).isEqualTo(PressureLevel.EMERGENCY);
    }

    @Test
    void aFullHeapAloneIsNoPressure() {
        assertThat(policy.decide(at(0, 0.30, 0, true))).isEqualTo(PressureLevel.NORMAL);
    }

    @Test
    void anUnverifiedEstimateRaisesNothing() {
        assertThat(policy.decide(at(0, 1.0, 9, false))).isEqualTo(PressureLevel.NORMAL);
        assertThat(policy.reasons(at(0, 1.0, 9, false)).get(0)).contains("no collection has looked");
    }

    @Test
    void distressMakesCriticalAnEmergencyButNotAHealthyHeap() {
        assertThat(policy.decide(at(0, 0.5, 20, true))).isEqualTo(PressureLevel.NORMAL);
        assertThat(policy.decide(at(1, 0.96, 3, true))).isEqualTo(PressureLevel.EMERGENCY);
    }

    @Test
    void aLevelEndsBelowItsHysteresisAfterTheDwell() {
        decide(0, 0.86);
        assertThat(decide(1_000, 0.82)).isEqualTo(PressureLevel.WARNING);
        assertThat(decide(9_000, 0.82)).isEqualTo(PressureLevel.WARNING);
        assertThat(decide(10_000, 0.79)).isEqualTo(PressureLevel.WARNING);
        assertThat(decide(10_400, 0.79)).isEqualTo(PressureLevel.WARNING);
        assertThat(decide(10_500, 0.79)).isEqualTo(PressureLevel.NORMAL);
    }

    @Test
    void aRelapseWithinTheDwellStartsItAnew() {
        decide(0, 0.86);
        decide(1_000, 0.70);
        decide(1_300, 0.83);
        assertThat(decide(1_600, 0.70)).isEqualTo(PressureLevel.WARNING);
        assertThat(decide(2_100, 0.70)).isEqualTo(PressureLevel.NORMAL);
    }

    @Test
    void severalLevelsEndInOneStep() {
        decide(0, 0.99);
        decide(1_000, 0.10);
        assertThat(decide(1_500, 0.10)).isEqualTo(PressureLevel.NORMAL);
    }

    @Test
    void reasonsCarryNumbersAndUnits() {
        assertThat(policy.reasons(at(0, 0.96, 4, true)).toString())
                .contains("960.0 MiB", "96.0 %", "1000.0 MiB", "G1", "4 collections in distress");
    }

    @Test
    void thresholdsOutOfOrderAreRefusedWithTheirValues() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new LevelThresholds(0.9, 0.8, 0.99, 0.05, Duration.ZERO))
                .withMessageContaining("0.9, 0.8, 0.99");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new LevelThresholds(0.5, 0.8, 0.99, 0.6, Duration.ZERO))
                .withMessageContaining("0.6");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new LevelThresholds(0.5, 0.8, 0.99, 0.1, Duration.ofMillis(-1)))
                .withMessageContaining("PT-0.001S");
    }
}
