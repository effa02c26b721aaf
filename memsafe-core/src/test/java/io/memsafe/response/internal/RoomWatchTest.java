package io.memsafe.response.internal;

import static io.memsafe.PressureLevel.CRITICAL;
import static io.memsafe.PressureLevel.NORMAL;
import static org.assertj.core.api.Assertions.assertThat;

import io.memsafe.MemoryArea;
import io.memsafe.MemoryAssessment;
import io.memsafe.PressureLevel;
import io.memsafe.TimeToExhaustion;
import io.memsafe.Unit;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class RoomWatchTest {
    private static final double CRITICAL_DEPTH = 2;
    private static final Duration FRESH = Duration.ZERO;

    private final RoomWatch watch = new RoomWatch(0.85);
    private int seconds;

    /** A second later. */
    private Room look(long live, Duration liveAge, double depth) {
        return watch.look(Assessments.at(Duration.ofSeconds(++seconds), live, liveAge, 0), NORMAL, depth);
    }

    private MemoryAssessment with(MemoryArea area) {
        MemoryAssessment heap = Assessments.at(Duration.ofSeconds(++seconds), 200, FRESH, 0);
        return new MemoryAssessment(
                heap.uptime(), heap.heap(), List.of(heap.areas().get(0), area), List.of(), List.of());
    }

    private static MemoryArea area(String name, long used, TimeToExhaustion end, PressureLevel atMost) {
        return new MemoryArea(name, Unit.BYTES, used, 1_000, 0, end, atMost);
    }

    private static TimeToExhaustion within(int earliest, int latest) {
        return new TimeToExhaustion(Duration.ofSeconds(earliest), Duration.ofSeconds(latest));
    }

    @Test
    void itIsAmpleWhereTheNextStepFitsWhateverItBrings() {
        look(600, FRESH, CRITICAL_DEPTH);
        assertThat(look(660, FRESH, CRITICAL_DEPTH)).as("0.66 * 0.5625 / 0.5").isEqualTo(Room.AMPLE);
        assertThat(look(670, FRESH, CRITICAL_DEPTH)).isEqualTo(Room.SOME);
        assertThat(look(760, FRESH, CRITICAL_DEPTH)).isEqualTo(Room.NONE);
    }

    @Test
    void aLiveSetThatWasFoundStepsAgoHasGrownByAllOfThem() {
        look(400, FRESH, CRITICAL_DEPTH);
        assertThat(look(400, Duration.ofSeconds(1), 1.5))
                .as("0.4 * 0.6875 / 0.5")
                .isEqualTo(Room.AMPLE);
        assertThat(look(400, Duration.ofSeconds(2), 0.75))
                .as("0.4 * 0.875 / 0.5")
                .isEqualTo(Room.AMPLE);
        assertThat(look(400, Duration.ofSeconds(3), 0.25)).as("0.4 * 1 / 0.5").isEqualTo(Room.SOME);
        assertThat(look(400, FRESH, 0.25)).as("found anew").isEqualTo(Room.AMPLE);
    }

    @Test
    void whatWasFoundBeforeMemoryWasTakenSaysNothing() {
        look(200, FRESH, 0);
        assertThat(look(200, Duration.ofSeconds(1), CRITICAL_DEPTH)).isEqualTo(Room.SOME);
        assertThat(look(200, FRESH, CRITICAL_DEPTH)).as("found anew").isEqualTo(Room.AMPLE);
    }

    @Test
    void growthLeavesAmpleRoomUntilItsEndIsNear() {
        MemoryArea slow = area("container", 400, within(8, 11), CRITICAL);
        assertThat(watch.look(with(slow), NORMAL, 1)).isEqualTo(Room.AMPLE);
        MemoryArea fast = area("container", 400, within(2, 9), CRITICAL);
        assertThat(watch.look(with(fast), NORMAL, 1)).isEqualTo(Room.NONE);
    }

    @Test
    void anotherAreaGrowsBackOnlyIfThePressureWasOfIt() {
        MemoryArea full = area("direct-buffers", 700, within(0, 1), CRITICAL);
        watch.look(with(full), CRITICAL, 0);
        assertThat(watch.look(
                        with(area("direct-buffers", 700, TimeToExhaustion.NEVER, CRITICAL)), NORMAL, CRITICAL_DEPTH))
                .isEqualTo(Room.SOME);
        assertThat(watch.look(with(area("metaspace", 700, TimeToExhaustion.NEVER, CRITICAL)), NORMAL, CRITICAL_DEPTH))
                .isEqualTo(Room.AMPLE);
    }

    @Test
    void anAreaThatAlarmsNobodyDoesNotCount() {
        assertThat(watch.look(with(area("host", 990, within(0, 1), NORMAL)), NORMAL, CRITICAL_DEPTH))
                .isEqualTo(Room.AMPLE);
    }
}
