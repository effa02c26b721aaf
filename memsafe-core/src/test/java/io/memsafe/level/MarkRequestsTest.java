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

class MarkRequestsTest {
    private static final long MAX = 256L << 20;

    private final MarkRequests requests = new MarkRequests();

    private boolean wantedAt(long millis, double high) {
        long highBytes = (long) (high * MAX);
        HeapAssessment heap = new HeapAssessment(
                "G1", MAX, MAX, MAX, 0, 0, highBytes, "test", Duration.ZERO, true, 0, 0, TimeToExhaustion.NEVER, 0, 0);
        MemoryArea area =
                new MemoryArea(MemoryArea.HEAP, Unit.BYTES, 0, MAX, 0, TimeToExhaustion.NEVER, PressureLevel.EMERGENCY);
        return requests.wanted(
                new MemoryAssessment(Duration.ofMillis(millis), heap, List.of(area), List.of(), List.of()));
    }

    @Test
    void aHeapThatIsNotHalfFullIsInNoDoubt() {
        assertThat(wantedAt(0, 0.44)).isFalse();
        assertThat(wantedAt(100_000, 0.44)).isFalse();
    }

    @Test
    void aMarkingIsWantedUntilItHasComeAndAgainWhenItIsOld() {
        assertThat(wantedAt(0, 0.5)).isTrue();
        assertThat(wantedAt(30_000, 0.5)).isTrue();
        requests.marked();
        assertThat(wantedAt(31_000, 0.5)).isFalse();
        assertThat(wantedAt(90_000, 0.5)).isFalse();
        assertThat(wantedAt(92_000, 0.5)).isTrue();
    }

    @Test
    void aFullerHeapWantsANewerOne() {
        requests.marked();
        assertThat(wantedAt(1_000, 0.8)).isFalse();
        assertThat(wantedAt(10_000, 0.8)).isFalse();
        assertThat(wantedAt(12_000, 0.8)).isTrue();
    }

    @Test
    void aHeapThatHasRisenByATenthWantsANewerOne() {
        requests.marked();
        assertThat(wantedAt(1_000, 0.50)).isFalse();
        assertThat(wantedAt(3_000, 0.59)).isFalse();
        assertThat(wantedAt(3_100, 0.61)).isTrue();
    }

    @Test
    void aFullHeapThatRisesWantsTheNextOneAtMostForAHundredthOfTheTime() {
        requests.marked();
        assertThat(wantedAt(1_000, 0.86)).isFalse();
        assertThat(wantedAt(1_100, 0.90)).as("256 regions take 2.3 ms").isFalse();
        assertThat(wantedAt(1_240, 0.90)).isTrue();
        requests.marked();
        assertThat(wantedAt(1_300, 0.90)).isFalse();
        assertThat(wantedAt(2_000, 0.92)).as("has not risen enough").isFalse();
    }
}
