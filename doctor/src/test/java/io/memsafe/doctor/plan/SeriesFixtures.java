package io.memsafe.doctor.plan;

import java.util.Random;
import java.util.function.DoubleUnaryOperator;

/** Series of our own, by formula. */
final class SeriesFixtures {
    static final long DAY = 86_400_000L;
    static final long HOUR = 3_600_000L;
    /** 2026-03-02, a Monday. */
    static final long START = 1_772_409_600_000L;

    private SeriesFixtures() {}

    /** A sample an hour, of a limit of 100. */
    static MemorySeries hourly(int days, DoubleUnaryOperator percentOnDay) {
        return add(new MemorySeries("s", SeriesUnit.PERCENT), 0, days, 100, percentOnDay);
    }

    static MemorySeries add(MemorySeries series, int from, int to, double limit, DoubleUnaryOperator onDay) {
        for (long t = from * DAY; t < to * DAY; t += HOUR) {
            series.add(START + t, onDay.applyAsDouble((double) t / DAY), limit);
        }
        return series;
    }

    static DoubleUnaryOperator noisy(DoubleUnaryOperator value, double noise) {
        Random random = new Random(1);
        return day -> Math.max(0, value.applyAsDouble(day) + noise * random.nextGaussian());
    }

    static MemoryPlan plan(MemorySeries series) {
        return new Planner(Method.MEMSAFE).plan(series);
    }
}
