package io.memsafe.level;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.memsafe.HeapAssessment;
import io.memsafe.MemoryArea;
import io.memsafe.MemoryAssessment;
import io.memsafe.PressureLevel;
import io.memsafe.TimeToExhaustion;
import io.memsafe.Unit;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class LevelPolicyTest {
    private static final long CAPACITY = 1_000 << 20;

    private final LevelPolicy policy = new LevelPolicy(LevelThresholds.DEFAULT);

    private static MemoryAssessment at(long millis, double pressure, int distress, boolean verified) {
        return at(millis, pressure, distress, verified, 0.5);
    }

    private static MemoryAssessment at(
            long millis, double pressure, int distress, boolean verified, double collectionRatio) {
        long live = (long) (pressure * CAPACITY);
        HeapAssessment heap = new HeapAssessment(
                "G1",
                CAPACITY,
                CAPACITY,
                CAPACITY,
                live,
                0,
                CAPACITY,
                "test",
                Duration.ZERO,
                verified,
                0,
                0,
                TimeToExhaustion.NEVER,
                collectionRatio,
                distress);
        MemoryArea area = new MemoryArea(
                "heap",
                Unit.BYTES,
                live,
                CAPACITY,
                0,
                TimeToExhaustion.NEVER,
                verified ? PressureLevel.EMERGENCY : PressureLevel.NORMAL);
        return new MemoryAssessment(Duration.ofMillis(millis), heap, List.of(area), List.of(), List.of());
    }

    private PressureLevel decide(long millis, double pressure) {
        return policy.decide(at(millis, pressure, 0, true));
    }

    @Test
    void levelsBeginAtTheirThresholds() {
        assertThat(decide(0, 0.84)).isEqualTo(PressureLevel.NORMAL);
        assertThat(warned(1_000, 0.86)).isEqualTo(PressureLevel.WARNING);
        assertThat(decide(2_001, 0.96)).isEqualTo(PressureLevel.CRITICAL);
        assertThat(policy.decide(at(2_002, 0.99, 1, true))).isEqualTo(PressureLevel.EMERGENCY);
    }

    /** Full enough for a warning for a second, ending at the given time. */
    private PressureLevel warned(long millis, double pressure) {
        decide(millis, pressure);
        return decide(millis + 1_000, pressure);
    }

    @Test
    void aWarningForBeingFullTakesASecondAndACriticalNone() {
        decide(0, 0.90);
        assertThat(decide(999, 0.90)).isEqualTo(PressureLevel.NORMAL);
        decide(1_100, 0.80);
        decide(1_200, 0.90);
        assertThat(decide(2_199, 0.90)).as("begun anew").isEqualTo(PressureLevel.NORMAL);
        assertThat(decide(2_200, 0.90)).isEqualTo(PressureLevel.WARNING);
        assertThat(new LevelPolicy(LevelThresholds.DEFAULT).decide(at(0, 0.96, 0, true)))
                .isEqualTo(PressureLevel.CRITICAL);
    }

    @Test
    void whatIsFullAndQuietIsNoEmergency() {
        assertThat(decide(0, 0.99)).isEqualTo(PressureLevel.CRITICAL);
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
    void muchDistressMakesAWarningCriticalWhenItLasts() {
        warned(0, 0.90);
        assertThat(policy.decide(at(1_100, 0.90, 10, true))).isEqualTo(PressureLevel.WARNING);
        policy.decide(at(1_300, 0.90, 9, true));
        policy.decide(at(1_400, 0.90, 10, true));
        assertThat(policy.decide(at(1_649, 0.90, 10, true))).as("begun anew").isEqualTo(PressureLevel.WARNING);
        assertThat(policy.decide(at(1_650, 0.90, 12, true))).isEqualTo(PressureLevel.CRITICAL);
        assertThat(policy.decide(at(1_651, 0.5, 10, true))).isEqualTo(PressureLevel.CRITICAL);
        assertThat(policy.decide(at(2_151, 0.5, 10, true))).isEqualTo(PressureLevel.NORMAL);
    }

    @Test
    void aLevelEndsBelowItsHysteresisAfterTheDwell() {
        warned(0, 0.86);
        assertThat(decide(1_001, 0.82)).isEqualTo(PressureLevel.WARNING);
        assertThat(decide(9_000, 0.82)).isEqualTo(PressureLevel.WARNING);
        assertThat(decide(10_000, 0.79)).isEqualTo(PressureLevel.WARNING);
        assertThat(decide(10_400, 0.79)).isEqualTo(PressureLevel.WARNING);
        assertThat(decide(10_500, 0.79)).isEqualTo(PressureLevel.NORMAL);
    }

    @Test
    void aRelapseWithinTheDwellStartsItAnew() {
        warned(0, 0.86);
        decide(2_000, 0.70);
        decide(2_300, 0.83);
        assertThat(decide(2_600, 0.70)).isEqualTo(PressureLevel.WARNING);
        assertThat(decide(3_100, 0.70)).isEqualTo(PressureLevel.NORMAL);
    }

    @Test
    void severalLevelsEndInOneStep() {
        policy.decide(at(0, 0.99, 1, true));
        decide(1_000, 0.10);
        assertThat(decide(1_500, 0.10)).isEqualTo(PressureLevel.NORMAL);
    }

    @Test
    void reasonsCarryNumbersAndUnits() {
        assertThat(policy.reasons(at(0, 0.96, 4, true)).toString())
                .contains("960.0 MiB", "96.0 %", "1000.0 MiB", "G1", "4 collections in distress");
    }

    private MemoryAssessment with(long millis, MemoryArea area) {
        MemoryAssessment calm = at(millis, 0.3, 0, true);
        return new MemoryAssessment(
                calm.uptime(), calm.heap(), List.of(calm.areas().get(0), area), List.of(), List.of());
    }

    private static MemoryArea area(double ratio, double secondsLeft, PressureLevel atMost) {
        Duration left = Duration.ofMillis((long) (secondsLeft * 1_000));
        return new MemoryArea(
                "container",
                Unit.BYTES,
                (long) (ratio * CAPACITY),
                CAPACITY,
                secondsLeft < 1_000 ? 5 << 20 : 0,
                secondsLeft < 1_000 ? new TimeToExhaustion(left.dividedBy(2), left) : TimeToExhaustion.NEVER,
                atMost);
    }

    private PressureLevel decide(long millis, double ratio, double secondsLeft, PressureLevel atMost) {
        return policy.decide(with(millis, area(ratio, secondsLeft, atMost)));
    }

    @Test
    void whatWillBeFullSoonRaisesTheLevelBeforeItIsFull() {
        assertThat(decide(0, 0.70, 1.0, PressureLevel.EMERGENCY)).isEqualTo(PressureLevel.NORMAL);
        assertThat(decide(1, 0.83, 8.0, PressureLevel.EMERGENCY)).isEqualTo(PressureLevel.WARNING);
        assertThat(decide(2, 0.88, 2.5, PressureLevel.EMERGENCY)).isEqualTo(PressureLevel.CRITICAL);
        assertThat(decide(3, 0.93, 1.0, PressureLevel.EMERGENCY)).isEqualTo(PressureLevel.EMERGENCY);
    }

    @Test
    void whatWasFullSoonEndsWithItsGrowthThoughItStaysAsFull() {
        decide(0, 0.88, 2.5, PressureLevel.EMERGENCY);
        decide(1_000, 0.88, 9_999, PressureLevel.EMERGENCY);
        assertThat(decide(1_500, 0.88, 9_999, PressureLevel.EMERGENCY)).isEqualTo(PressureLevel.NORMAL);
    }

    @Test
    void anAreaBesideTheHeapCountsOneLevelLowerWhileItDoesNotGrow() {
        assertThat(decide(0, 0.90, 9_999, PressureLevel.EMERGENCY)).isEqualTo(PressureLevel.NORMAL);
        decide(1, 0.96, 9_999, PressureLevel.EMERGENCY);
        assertThat(decide(1_001, 0.96, 9_999, PressureLevel.EMERGENCY)).isEqualTo(PressureLevel.WARNING);
        assertThat(decide(1_002, 0.99, 9_999, PressureLevel.EMERGENCY)).isEqualTo(PressureLevel.CRITICAL);
        assertThat(decide(1_003, 0.99, 500, PressureLevel.EMERGENCY)).isEqualTo(PressureLevel.EMERGENCY);
    }

    @Test
    void anAreaRaisesNoHigherLevelThanItMay() {
        assertThat(decide(0, 0.999, 0.1, PressureLevel.WARNING)).isEqualTo(PressureLevel.WARNING);
    }

    @Test
    void theReasonsNameTheAreaWithItsNumbersAndItsEnd() {
        assertThat(policy.reasons(with(0, area(0.96, 3.0, PressureLevel.EMERGENCY)))
                        .get(0))
                .isEqualTo("container is 96.0 % full: 960.0 MiB of 1000.0 MiB, growing by 5.0 MiB a second, so full in"
                        + " 1.5 to 3.0 s");
    }

    @Test
    void aQuietHeapIsWarnedOfLater() {
        policy.decide(quiet(0, 0.92));
        assertThat(policy.decide(quiet(9_000, 0.92))).isEqualTo(PressureLevel.NORMAL);
        policy.decide(quiet(10_000, 0.94));
        assertThat(policy.decide(quiet(11_000, 0.94))).isEqualTo(PressureLevel.WARNING);
        assertThat(policy.decide(quiet(11_001, 0.96))).isEqualTo(PressureLevel.CRITICAL);
    }

    @Test
    void aWarningEndsWhenAHeapThatWasFilledHasBecomeQuiet() {
        warned(0, 0.90);
        policy.decide(quiet(2_000, 0.90));
        assertThat(policy.decide(quiet(2_500, 0.90))).isEqualTo(PressureLevel.NORMAL);
    }

    private static MemoryAssessment quiet(long millis, double pressure) {
        return at(millis, pressure, 0, true, 0.01);
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
