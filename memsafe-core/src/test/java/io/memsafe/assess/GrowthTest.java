package io.memsafe.assess;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.memsafe.TimeToExhaustion;
import java.util.Random;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;

class GrowthTest {
    private static final long LIMIT = 1_000_000;
    private static final long STEP_NANOS = 20_000_000;

    private final Growth growth = new Growth();
    private double seconds;
    private long last;

    /** Feeds a value every 20 ms, for so many seconds. */
    private void feed(double forSeconds, DoubleUnaryOperator shareAt) {
        double end = seconds + forSeconds;
        for (; seconds < end; seconds += STEP_NANOS / 1e9) {
            last = (long) (LIMIT * shareAt.applyAsDouble(seconds));
            growth.add((long) (seconds * 1e9), last, LIMIT);
        }
    }

    private TimeToExhaustion end() {
        return growth.until(last, last, LIMIT);
    }

    @Test
    void aClockThatSteppedBackStartsItAnew() {
        Growth growth = new Growth();
        for (int i = 0; i < 40; i++) {
            growth.add(900_000_000_000L + i * 100_000_000L, 10L * i, 1_000);
        }
        assertThat(growth.perSecond()).isPositive();
        growth.add(0, 400, 1_000);
        assertThat(growth.perSecond()).isZero();
        for (int i = 1; i < 40; i++) {
            growth.add(i * 100_000_000L, 400 + 10L * i, 1_000);
        }
        assertThat(growth.perSecond()).isPositive();
    }

    @Test
    void whatStaysNeverEnds() {
        feed(60, at -> 0.9);
        assertThat(growth.perSecond()).isZero();
        assertThat(end()).isEqualTo(TimeToExhaustion.NEVER);
        assertThat(end().expected()).isFalse();
    }

    @Test
    void aSteadyRiseIsKnownAfterItsFirstSecondAndEndsWhenItMust() {
        feed(3, at -> 0.1 * at);
        assertThat(growth.perSecond()).isCloseTo(0.1 * LIMIT, within(0.01 * LIMIT));
        assertThat(end().latest().toMillis()).isBetween(6_500L, 7_700L);
        assertThat(end().earliest()).isLessThanOrEqualTo(end().latest());
    }

    @Test
    void aSlowSteadyRiseIsKnownAfterHalfAMinute() {
        feed(5, at -> 0.5 + 0.001 * at);
        assertThat(end().expected()).isFalse();
        feed(30, at -> 0.5 + 0.001 * at);
        assertThat(growth.perSecond()).isCloseTo(0.001 * LIMIT, within(0.0001 * LIMIT));
    }

    @Test
    void aStepIsNoGrowth() {
        for (double rise : new double[] {0.02, 0.1, 0.25}) {
            double from = seconds;
            feed(3, at -> 0.2);
            feed(3, at -> Math.min(0.7, 0.2 + 0.5 * (at - from - 3) / rise));
            assertThat(growth.perSecond()).as("a step within %s s", rise).isZero();
        }
    }

    @Test
    void noiseIsNoGrowth() {
        Random random = new Random(42);
        for (int i = 0; i < 600; i++) {
            feed(0.1, at -> 0.5 + 0.02 * (random.nextDouble() - 0.5));
            assertThat(end().expected()).isFalse();
        }
    }

    @Test
    void aSawtoothIsNoGrowthOnceItFalls() {
        feed(40, at -> 0.3 + 0.2 * (at - Math.floor(at)) * 0.1);
        assertThat(end().expected()).isFalse();
    }

    @Test
    void growthEndsWithinASecondOfTheRise() {
        feed(3, at -> 0.1 * at);
        double held = 0.1 * seconds;
        feed(1.1, at -> held);
        assertThat(growth.perSecond()).isZero();
    }

    @Test
    void whatIsFullEndsAtOnce() {
        feed(3, at -> 0.7 + 0.1 * at);
        assertThat(growth.until(LIMIT, LIMIT, LIMIT).latest()).isZero();
    }

    @Test
    void aGapIsFilledWithWhatWasKnownBefore() {
        feed(1, at -> 0.2);
        seconds += 100;
        feed(0.5, at -> 0.7);
        assertThat(growth.perSecond()).isZero();
    }

    @Test
    void whatIsReadSeldomIsSeenToGrowAtEveryReading() {
        Growth seldom = new Growth(250_000_000);
        for (int i = 0; i < 60; i++) {
            seldom.add(i * 253_000_000L, 10 * i, 1_000);
            if (i > 12) {
                assertThat(seldom.perSecond()).as("after reading %s", i).isBetween(30.0, 42.0);
            }
        }
    }
}
