package io.memsafe.doctor.plan;

import static io.memsafe.doctor.plan.SeriesFixtures.DAY;
import static io.memsafe.doctor.plan.SeriesFixtures.START;
import static io.memsafe.doctor.plan.SeriesFixtures.add;
import static io.memsafe.doctor.plan.SeriesFixtures.hourly;
import static io.memsafe.doctor.plan.SeriesFixtures.noisy;
import static io.memsafe.doctor.plan.SeriesFixtures.plan;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PlannerTest {

    @Test
    void growthMustLeadToBothLevelsInARange() {
        MemoryPlan plan = plan(hourly(30, noisy(day -> 40 + day, 1)));
        assertThat(plan.alert()).isTrue();
        assertThat(plan.trend().significant()).isTrue();
        assertThat(plan.trend().perDay()).isBetween(0.0095, 0.0105);
        Crossing ninety = plan.crossings().get(1);
        assertThat(ninety.basis()).isEqualTo(Crossing.Basis.TREND);
        assertThat(ninety.days()).isBetween(16.0, 20.0);
        assertThat(ninety.lowDays()).isLessThanOrEqualTo(ninety.days());
        assertThat(ninety.highDays()).isGreaterThanOrEqualTo(ninety.days());
        assertThat(plan.actions()).isNotEmpty();
    }

    @Test
    void aFlatSeriesMustHaveNoTrendAndNothingToDo() {
        MemoryPlan plan = plan(hourly(60, noisy(day -> 40, 3)));
        assertThat(plan.noTrend()).isTrue();
        assertThat(plan.alert()).isFalse();
        assertThat(plan.actions()).isEmpty();
        assertThat(plan.crossings()).allMatch(crossing -> crossing.basis() == Crossing.Basis.NONE);
    }

    @Test
    void peaksThatRecurMustBeExpectedAgain() {
        MemoryPlan plan = plan(hourly(54, noisy(day -> day % 5 < 0.05 ? 95 : 30, 2)));
        assertThat(plan.noTrend()).isTrue();
        Crossing ninety = plan.crossings().get(1);
        assertThat(ninety.basis()).isEqualTo(Crossing.Basis.RECURRENCE);
        assertThat(ninety.probability()).isGreaterThan(Recurrence.ALERT);
        assertThat(plan.episodes()).isEqualTo(11);
    }

    @Test
    void theTeethOfASawMustCountAsGrowth() {
        MemoryPlan plan = plan(hourly(40, noisy(day -> 20 + 4 * (day % 14), 0.5)));
        assertThat(plan.changes()).extracting(Change::kind).containsOnly(Change.Kind.RESTART);
        assertThat(plan.changes()).hasSize(2);
        assertThat(plan.trend().perDay()).isBetween(0.035, 0.045);
    }

    @Test
    void afterAResizePeaksMustBeSharesOfTheNewLimit() {
        MemorySeries series = new MemorySeries("s", SeriesUnit.BYTES);
        add(series, 0, 20, 1_000, day -> 900);
        add(series, 20, 40, 4_000, day -> 900);
        MemoryPlan plan = plan(series);
        assertThat(plan.changes()).extracting(Change::kind).containsExactly(Change.Kind.RESIZE);
        assertThat(plan.highestRatio()).isBetween(0.22, 0.23);
        assertThat(plan.alert()).isFalse();
    }

    /** Half of the samples are missing in one half of the time: a line over places would be bent. */
    @Test
    void timesAndNotPlacesMustCount() {
        MemorySeries series = new MemorySeries("s", SeriesUnit.PERCENT);
        for (int day = 0; day < 40; day++) {
            if (day < 10 || day >= 25) {
                series.add(START + day * DAY, 20 + day, 100);
            }
        }
        MemoryPlan plan = plan(series);
        assertThat(plan.trend().perDay()).isBetween(0.0099, 0.0101);
        assertThat(plan.gaps()).isEqualTo(1);
        assertThat(plan.longestGap()).isEqualTo(Duration.ofDays(16));
    }

    @Test
    void duplicatesMustNotCount() {
        MemorySeries series = hourly(10, day -> 40);
        assertThat(series.add(START + 10 * DAY - SeriesFixtures.HOUR, 99, 100)).isFalse();
        assertThat(series.duplicates()).isEqualTo(1);
        assertThat(plan(series).highestRatio()).isLessThan(0.5);
    }

    @Test
    void seasonsMustBeFoundWhereTheyAre() {
        MemoryPlan plan = plan(hourly(
                42, noisy(day -> 30 + 10 * Math.sin(2 * Math.PI * (day - 0.25)) + (day % 7 < 1 ? 20 : 0), 1)));
        assertThat(plan.season().daily()).isTrue();
        assertThat(plan.season().highestHour()).isEqualTo(12);
        assertThat(plan.season().weekly()).isTrue();
        assertThat(plan.season().highestWeekday()).isEqualTo(1);
        assertThat(plan(hourly(42, noisy(day -> 30, 1))).season().daily()).isFalse();
    }

    @Test
    void lessThanAWeekMustBeRefused() {
        assertThatThrownBy(() -> plan(hourly(5, day -> 40)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("5.0 days of samples; a plan needs at least a week");
        MemorySeries unlimited = new MemorySeries("s", SeriesUnit.BYTES);
        add(unlimited, 0, 10, Double.NaN, day -> 40);
        assertThatThrownBy(() -> plan(unlimited)).hasMessageContaining("no limit is known");
    }

    @Test
    void theLinearMethodMustFollowItsLine() {
        MemoryPlan plan = new Planner(Method.LINEAR).plan(hourly(30, day -> 40 + day));
        assertThat(plan.crossings().get(1).basis()).isEqualTo(Crossing.Basis.METHOD);
        assertThat(plan.crossings().get(1).days()).isBetween(19.0, 22.0);
    }

    @Test
    void theBacktestMustScoreEveryMethod() {
        Backtest backtest = new Backtest(0.9);
        backtest.add("s", hourly(120, noisy(day -> day % 9 < 0.05 ? 95 : 30, 2)).days());
        assertThat(backtest.scores()).extracting(Score::method).containsExactly(Method.values());
        Score ours = backtest.scores().get(Method.MEMSAFE.ordinal());
        Score never = backtest.scores().get(Method.NEVER.ordinal());
        assertThat(ours.recall()).isEqualTo(1);
        assertThat(ours.dayError()).isLessThan(never.dayError());
        assertThat(never.f1()).isZero();
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 1e-9, 1e20})
    void anySizeMustGiveAPlanAndAChart(double value) throws Exception {
        MemorySeries series = new MemorySeries("<b>&\"\u0001", SeriesUnit.BYTES);
        add(series, 0, 20, 1, day -> value);
        MemoryPlan plan = plan(series);
        assertThat(PlanChart.svg(plan)).contains("&lt;b&gt;&amp;&quot;").doesNotContain("<b>", "\u0001", "NaN");
        assertThat(new String(PlanChart.png(plan), StandardCharsets.ISO_8859_1)).startsWith("\u0089PNG");
    }
}
