package io.memsafe.doctor.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TrendTest {
    private static final int SERIES = 1_000;

    private static Trend of(int days, IntToDoubleFunction ratio) {
        List<Day> all = new ArrayList<>();
        for (int day = 0; day < days; day++) {
            double peak = ratio.applyAsDouble(day);
            all.add(new Day(day, 24, peak, peak, peak, 1, peak));
        }
        return Trend.of(Peaks.before(all, days));
    }

    @ParameterizedTest
    @ValueSource(ints = {14, 15, 20, 30})
    void aLineWithLittleBesideItMustBeATrendHoweverSlowlyThatGoesUpAndDown(int days) {
        Trend trend = of(days, day -> 0.3 + 0.01 * day + 0.004 * Math.sin(day / 1.6));
        assertThat(trend.significant()).as("%s", trend).isTrue();
        assertThat(trend.perDay()).isBetween(0.009, 0.011);
    }

    @ParameterizedTest
    @ValueSource(ints = {15, 28, 56})
    void noiseMustHardlyEverBeATrend(int days) {
        SplittableRandom random = new SplittableRandom(7);
        long trends = IntStream.range(0, SERIES)
                .filter(series ->
                        of(days, day -> 0.5 + 0.1 * random.nextDouble()).significant())
                .count();
        assertThat(trends).isLessThan(SERIES / 40);
    }

    /** Steps that add up look like a trend to every test; this many are taken for one. */
    @ParameterizedTest
    @ValueSource(ints = {15, 28, 56})
    void aRandomWalkMustSeldomBeATrend(int days) {
        SplittableRandom random = new SplittableRandom(8);
        long trends = IntStream.range(0, SERIES)
                .filter(series -> {
                    double[] walk = new double[days];
                    walk[0] = 0.5;
                    for (int day = 1; day < days; day++) {
                        walk[day] = walk[day - 1] + 0.02 * (random.nextDouble() - 0.5);
                    }
                    return of(days, day -> walk[day]).significant();
                })
                .count();
        assertThat(trends).isLessThan(SERIES / 4);
    }

    @Test
    void aFallMustBeATrendToo() {
        assertThat(of(20, day -> 0.8 - 0.01 * day + 0.001 * (day % 3)).score()).isNegative();
    }
}
