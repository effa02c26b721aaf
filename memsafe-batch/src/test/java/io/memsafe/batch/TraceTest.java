package io.memsafe.batch;

import static io.memsafe.PressureLevel.CRITICAL;
import static io.memsafe.PressureLevel.NORMAL;
import static org.assertj.core.api.Assertions.assertThat;

import io.memsafe.PressureLevel;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class TraceTest {
    private static final long SECOND = 1_000_000_000L;

    private final Trace trace = new Trace();

    private void look(long nanos, PressureLevel level) {
        if (trace.due(nanos, level)) {
            trace.add(nanos, nanos / SECOND, 1, 2, 3, 4);
        }
    }

    @Test
    void aRunOfAnyLengthHasHundredsOfPointsFromItsBeginToItsEnd() {
        for (long nanos = 0; nanos < 20_000 * SECOND; nanos += SECOND / 20) {
            look(nanos, NORMAL);
        }
        List<TracePoint> points = trace.points();
        assertThat(points.size()).isBetween(Trace.MOST / 2, Trace.MOST);
        assertThat(points.get(0).elapsed())
                .as("as far from the begin as the others are apart")
                .isLessThanOrEqualTo(Duration.ofSeconds(2 * 20_000 / (Trace.MOST / 2)));
        assertThat(points.get(points.size() - 1).elapsed()).isGreaterThan(Duration.ofSeconds(19_900));
        assertThat(points).isSortedAccordingTo((a, b) -> a.elapsed().compareTo(b.elapsed()));
    }

    @Test
    void aLevelThatLastedAMomentIsNotLost() {
        for (long nanos = 0; nanos < 5_000 * SECOND; nanos += SECOND / 100) {
            look(nanos, nanos == 2_500 * SECOND + SECOND / 100 ? CRITICAL : NORMAL);
        }
        assertThat(trace.points().stream().filter(point -> point.level() == CRITICAL))
                .singleElement()
                .satisfies(point ->
                        assertThat(point.elapsed()).isBetween(Duration.ofSeconds(2_480), Duration.ofSeconds(2_520)));
    }
}
