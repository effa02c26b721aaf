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

class CollectionRequestsTest {
    private static final long CAPACITY = 1_000_000;

    private CollectionRequests requests = new CollectionRequests(LevelThresholds.DEFAULT, false);
    private double pressure = 0.97;
    private double foundSeconds;
    private long allocationPerSecond;
    private double collectionRatio;
    private PressureLevel level = PressureLevel.CRITICAL;

    private boolean dueAt(double seconds) {
        long live = (long) (pressure * CAPACITY);
        HeapAssessment heap = new HeapAssessment(
                "G1",
                CAPACITY,
                CAPACITY,
                live,
                live,
                0,
                live,
                "test",
                Duration.ofMillis((long) (1_000 * (seconds - foundSeconds))),
                true,
                allocationPerSecond,
                0,
                TimeToExhaustion.NEVER,
                collectionRatio,
                0);
        MemoryArea area = new MemoryArea(
                MemoryArea.HEAP, Unit.BYTES, live, CAPACITY, 0, TimeToExhaustion.NEVER, PressureLevel.EMERGENCY);
        Duration uptime = Duration.ofMillis((long) (1_000 * seconds));
        return requests.due(new MemoryAssessment(uptime, heap, List.of(area), List.of(), List.of()), level);
    }

    private long asked(double fromSeconds, double toSeconds) {
        long asked = 0;
        for (double at = fromSeconds; at < toSeconds; at += 0.5) {
            asked += dueAt(at) ? 1 : 0;
        }
        return asked;
    }

    @Test
    void aStaleEstimateThatHoldsALevelIsDueAndAskedForOnce() {
        assertThat(dueAt(1.5)).isFalse();
        assertThat(dueAt(2.5)).isTrue();
        assertThat(dueAt(3.0)).isFalse();
    }

    @Test
    void aCollectorThatTakesNoPauseIsAskedSooner() {
        requests = new CollectionRequests(LevelThresholds.DEFAULT, true);
        collectionRatio = 1;
        assertThat(dueAt(0.7)).as("one comes by itself").isFalse();
        assertThat(dueAt(0.8))
                .as("those that come do not look at the whole heap")
                .isTrue();
        foundSeconds = 1;
        assertThat(dueAt(2.5)).as("it changed nothing").isFalse();
        assertThat(dueAt(2.8)).isTrue();
    }

    @Test
    void nothingIsAskedForWithoutALevel() {
        level = PressureLevel.NORMAL;
        assertThat(asked(0, 1_000)).isZero();
    }

    @Test
    void nothingIsAskedForWhenAnotherAreaHoldsTheLevel() {
        pressure = 0.5;
        assertThat(asked(0, 1_000)).isZero();
    }

    @Test
    void nothingIsAskedForWhenOneComesByItself() {
        allocationPerSecond = CAPACITY / 100;
        assertThat(asked(0, 2.9)).isZero();
        allocationPerSecond = 0;
        collectionRatio = 0.5;
        assertThat(asked(0, 2.9)).isZero();
    }

    @Test
    void collectionsThatHaveNotLookedAtTheWholeHeapForThreeSecondsDoNotCount() {
        collectionRatio = 0.5;
        assertThat(asked(0, 6)).isEqualTo(1);
    }

    @Test
    void requestsThatChangeNothingBecomeRare() {
        long asked = 0;
        for (double at = 0; at < 3_600; at += 0.5) {
            if (dueAt(at)) {
                asked++;
                foundSeconds = at + 0.1;
            }
        }
        assertThat(asked).isBetween(8L, 14L);
    }

    @Test
    void requestsThatAreNotAnsweredBecomeRare() {
        assertThat(asked(0, 3_600)).isBetween(8L, 14L);
    }

    @Test
    void aRequestThatFreedMuchIsForgiven() {
        asked(0, 600);
        pressure = 0.90;
        foundSeconds = 600;
        assertThat(dueAt(600.5)).isFalse();
        assertThat(asked(602.5, 640)).isPositive();
    }
}
