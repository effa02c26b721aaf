package io.memsafe.benchmarks.doctor;

import io.memsafe.benchmarks.stand.CannotMeasureException;
import io.memsafe.benchmarks.stand.Figure;
import io.memsafe.benchmarks.stand.Stand;
import io.memsafe.benchmarks.stand.Table;
import io.memsafe.doctor.plan.Backtest;
import io.memsafe.doctor.plan.InputOptions;
import io.memsafe.doctor.plan.MemoryInput;
import io.memsafe.doctor.plan.MemorySeries;
import io.memsafe.doctor.plan.Method;
import io.memsafe.doctor.plan.Recurrence;
import io.memsafe.doctor.plan.Score;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * {@code plan} on the Bitbrains traces: all methods on all machines, and the weights fitted anew on each half of them (by even and odd
 * numbers) and judged on the other.
 */
final class PlanBacktest {
    private static final double LEVEL = 0.9;
    private static final double F1 = 0.45;
    private static final double FALSE_ALARMS = 0.05;
    private static final double NEVER_DAYS = 1.72;
    private static final double LINEAR_DAYS = 1.94;
    private static final double LEAST_COVERAGE = 0.75;
    private static final double MOST_COVERAGE = 0.90;

    private final Stand stand;
    private final Table methods = new Table(
            "Is the daily peak at 90 % of the limit within 30 days?",
            "Bitbrains, cuts every week; days off is the mean error of min(days, 30).",
            "method",
            "precision",
            "recall",
            "F1",
            "false alarms",
            "days off");
    private final Table fits = new Table(
            "Weights of recurrence, fitted anew",
            "On all machines and on each half; judged on the other half, by recurrence alone, at the alert in the code.",
            "fitted on",
            "weights",
            "judged on",
            "F1",
            "false alarms");

    PlanBacktest(Stand stand) {
        this.stand = stand;
    }

    void measure(Path folder) {
        List<MemorySeries> series = read(folder.resolve("bitbrains_rnd_hourly.csv.gz"));
        Backtest backtest = new Backtest(LEVEL);
        series.forEach(each -> backtest.add(each.name(), each.days()));
        for (Score score : backtest.scores()) {
            methods.row(
                    score.method().id(),
                    text(score.precision()),
                    text(score.recall()),
                    text(score.f1()),
                    text(score.falsePositiveRate()),
                    text(score.dayError()));
        }
        Score ours = of(backtest, Method.MEMSAFE);
        Score never = of(backtest, Method.NEVER);
        Score linear = of(backtest, Method.LINEAR);
        stand.fact("plan cuts", ours.cuts() + " of " + series.size() + " machines, " + ours.events() + " events");
        stand.figure(Figure.atLeast(stand.figureName("plan.f1"), ours.f1(), F1, 3));
        stand.figure(Figure.atMost(stand.figureName("plan.false-alarms"), ours.falsePositiveRate(), FALSE_ALARMS, 3));
        stand.figure(Figure.below(
                stand.figureName("plan.days-off"), ours.dayError(), Math.min(NEVER_DAYS, never.dayError()), 2));
        stand.figure(Figure.below(
                stand.figureName("plan.days-off-of-linear"),
                ours.dayError(),
                Math.min(LINEAR_DAYS, linear.dayError()),
                2));
        stand.figure(Figure.within(
                stand.figureName("plan.coverage"), backtest.coverage(), LEAST_COVERAGE, MOST_COVERAGE, 3));
        halves(backtest.cases());
        stand.table(methods);
        stand.table(fits);
    }

    private static Score of(Backtest backtest, Method method) {
        return backtest.scores().stream()
                .filter(score -> score.method() == method)
                .findFirst()
                .orElseThrow();
    }

    private static List<MemorySeries> read(Path file) {
        MemoryInput input = new MemoryInput(
                new InputOptions("epoch_s", "mem_max_kb", "mem_capacity_kb", "vm", null, Double.NaN, null));
        try {
            input.read(file);
        } catch (IOException e) {
            throw new CannotMeasureException("cannot read " + file + ": " + e, e);
        }
        return input.series();
    }

    private void halves(List<Backtest.Case> cases) {
        List<Backtest.Case> even = cases.stream().filter(PlanBacktest::isEven).toList();
        List<Backtest.Case> odd =
                cases.stream().filter(Predicate.not(PlanBacktest::isEven)).toList();
        fit("all", cases, "all", cases);
        fit("even", even, "odd", odd);
        fit("odd", odd, "even", even);
        judge("in the code", Recurrence.weights(), "all", cases);
    }

    private static boolean isEven(Backtest.Case one) {
        return Integer.parseInt(one.series()) % 2 == 0;
    }

    private void fit(String on, List<Backtest.Case> train, String judgedOn, List<Backtest.Case> test) {
        judge(on, LogisticFit.weights(train), judgedOn, test);
    }

    private void judge(String on, double[] weights, String judgedOn, List<Backtest.Case> test) {
        int right = 0;
        int wrong = 0;
        int events = 0;
        for (Backtest.Case one : test) {
            boolean alert = Recurrence.probability(one.features(), weights) >= Recurrence.ALERT;
            events += one.reached() ? 1 : 0;
            right += alert && one.reached() ? 1 : 0;
            wrong += alert && !one.reached() ? 1 : 0;
        }
        Score score = new Score(Method.MEMSAFE, test.size(), events, right, wrong, 0);
        String values = Arrays.stream(weights).mapToObj(PlanBacktest::text).collect(Collectors.joining(" "));
        fits.row(on, values, judgedOn, text(score.f1()), text(score.falsePositiveRate()));
        stand.note("weights fitted on " + on + ": " + values + "; judged on " + judgedOn + ": F1 " + text(score.f1())
                + ", false alarms " + text(score.falsePositiveRate()));
    }

    private static String text(double value) {
        return String.format(Locale.ROOT, "%.3f", value);
    }
}
