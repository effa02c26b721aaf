package io.memsafe.level;

import static org.assertj.core.api.Assertions.assertThat;

import io.memsafe.HeapAssessment;
import io.memsafe.MemoryArea;
import io.memsafe.MemoryAssessment;
import io.memsafe.PressureLevel;
import io.memsafe.TimeToExhaustion;
import io.memsafe.Unit;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class StepPaceTest {
    private static final long MILLI = 1_000_000;
    private static final long MAX = 1_000;

    private final StepPace pace = new StepPace(50 * MILLI);
    private long millis;

    /** Steps for so long, with a heap of 1000 bytes of which half is in use. */
    private void step(long forMillis, long live, long allocation, long growth, int distress, PressureLevel level) {
        step(forMillis, live, allocation, growth, distress, level, false);
    }

    private void step(
            long forMillis,
            long live,
            long allocation,
            long growth,
            int distress,
            PressureLevel level,
            boolean waited) {
        for (long end = millis + forMillis; millis < end; millis += 50) {
            HeapAssessment heap = new HeapAssessment(
                    "G1",
                    MAX,
                    MAX,
                    500,
                    live,
                    live,
                    live,
                    "test",
                    Duration.ZERO,
                    true,
                    allocation,
                    growth,
                    TimeToExhaustion.NEVER,
                    0,
                    distress);
            MemoryArea area = new MemoryArea(
                    "heap", Unit.BYTES, live, MAX, growth, TimeToExhaustion.NEVER, PressureLevel.EMERGENCY);
            pace.assessed(
                    new MemoryAssessment(Duration.ofMillis(millis), heap, List.of(area), List.of(), List.of()),
                    level,
                    waited);
        }
    }

    private void calm(long live, long allocation) {
        step(2_100, live, allocation, 0, 0, PressureLevel.NORMAL);
    }

    private long restMillis() {
        return pace.restNanos() / MILLI;
    }

    private long leastMillis() {
        return pace.leastNanos() / MILLI;
    }

    @Test
    void twoSecondsWithoutAnythingLengthenTheRestToTwo() {
        step(1_900, 100, 0, 0, 0, PressureLevel.NORMAL);
        assertThat(restMillis()).isEqualTo(50);
        step(200, 100, 0, 0, 0, PressureLevel.NORMAL);
        assertThat(restMillis()).isEqualTo(2_000);
        assertThat(leastMillis()).as("woken by a collection").isEqualTo(50);
    }

    @Test
    void theRestIsAQuarterOfTheTimeThatFillsTheHeap() {
        calm(100, 500);
        assertThat(restMillis()).isEqualTo(250);
        calm(100, 100_000);
        assertThat(restMillis()).as("never less than the interval").isEqualTo(50);
    }

    @Test
    void anUnknownAllocationRateKeepsTheInterval() {
        calm(100, -1);
        assertThat(restMillis()).isEqualTo(50);
    }

    @Test
    void aFullerHeapRestsFourIntervalsAtTheMost() {
        calm(700, 0);
        assertThat(restMillis()).isEqualTo(200);
    }

    @Test
    void growthDistressOrALevelEndTheCalmAtOnce() {
        calm(100, 0);
        step(50, 100, 0, 1, 0, PressureLevel.NORMAL);
        assertThat(restMillis()).isEqualTo(50);
        assertThat(leastMillis()).as("growth is followed closely").isEqualTo(10);
        calm(100, 0);
        step(50, 100, 0, 0, 1, PressureLevel.NORMAL);
        assertThat(restMillis()).isEqualTo(50);
        calm(100, 0);
        step(50, 100, 0, 0, 0, PressureLevel.WARNING);
        assertThat(restMillis()).isEqualTo(50);
        assertThat(leastMillis()).isEqualTo(50);
    }

    @Test
    void collectionsAtCriticalAreFollowedCloselyOnlyForSomebodyWhoWaits() {
        step(50, 980, 0, 0, 0, PressureLevel.CRITICAL);
        assertThat(leastMillis()).isEqualTo(50);
        step(50, 980, 0, 0, 0, PressureLevel.CRITICAL, true);
        assertThat(leastMillis()).isEqualTo(10);
        step(50, 980, 0, 0, 0, PressureLevel.WARNING, true);
        assertThat(leastMillis()).isEqualTo(50);
    }

    @Test
    void aFailedStepIsFollowedByOneAfterTheInterval() {
        calm(100, 0);
        pace.failed();
        assertThat(restMillis()).isEqualTo(50);
    }

    @Test
    void aShortIntervalIsNeverLengthenedByACollection() {
        StepPace quick = new StepPace(MILLI);
        assertThat(quick.leastNanos()).isEqualTo(MILLI);
    }
}
