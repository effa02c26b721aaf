package io.memsafe.benchmarks.catalog;

import io.memsafe.benchmarks.stand.Condition;
import io.memsafe.benchmarks.stand.Figure;
import io.memsafe.benchmarks.stand.Interleaving;
import io.memsafe.benchmarks.stand.Run;
import io.memsafe.benchmarks.stand.Spread;
import io.memsafe.benchmarks.stand.Stand;
import io.memsafe.benchmarks.stand.Table;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What the governed job costs when there is plenty of heap, beside fixed chunks: first a sweep for the best fixed size,
 * then rounds in which memsafe, the best size and 1,000 take turns. A figure is the median of the ratios within each
 * round.
 */
final class Speed {

    private static final double MOST_OF_BEST = 1.05;
    private static final double LESS_THAN_COMMON = 1.00;
    private static final Contender COMMON = Contender.fixed(1000);

    private final Stand stand;
    private final Example example;
    private final Condition condition;
    private final List<Contender> sizes;
    private final int sweeps;
    private final int pairs;

    Speed(Stand stand, Example example, Condition condition, List<Integer> sizes, int sweeps, int pairs) {
        this.stand = stand;
        this.example = example;
        this.condition = condition;
        this.sizes = sizes.stream().map(Contender::fixed).toList();
        this.sweeps = sweeps;
        this.pairs = pairs;
    }

    int planned() {
        return sizes.size() * sweeps + 3 * pairs;
    }

    void measure() {
        Map<Contender, List<Run>> sweep = rounds(sizes, sweeps);
        stand.table(table("Fixed chunk sizes with plenty of heap", sweep));
        if (sweep.isEmpty()) {
            stand.note("Out of time: no speed was measured.");
            return;
        }
        Contender best = best(sweep);
        List<Contender> contenders = new ArrayList<>(List.of(Contender.GOVERNED, best));
        if (best.equals(COMMON)) {
            stand.plan(-pairs);
        } else {
            contenders.add(COMMON);
        }
        stand.note("The best fixed chunk size on " + condition + " is that of '" + best.label() + "'.");
        Map<Contender, List<Run>> runs = rounds(contenders, pairs);
        stand.table(table("memsafe beside the best fixed chunk size", runs));
        double toBest = ratio(runs, best);
        double toCommon = ratio(runs, COMMON);
        stand.figure(Figure.atMost(stand.figureName(condition.key() + ".time-to-best"), toBest, MOST_OF_BEST, 3));
        stand.figure(Figure.below(stand.figureName(condition.key() + ".time-to-1000"), toCommon, LESS_THAN_COMMON, 3));
    }

    private Map<Contender, List<Run>> rounds(List<Contender> contenders, int count) {
        Map<Contender, List<Run>> runs = new LinkedHashMap<>();
        int round = 0;
        for (List<Contender> order : Interleaving.rounds(contenders, count)) {
            round++;
            for (Contender contender : order) {
                if (example.timeForOneMore()) {
                    Run run = example.run(contender, condition, round);
                    if (!Example.cut(run)) {
                        runs.computeIfAbsent(contender, any -> new ArrayList<>())
                                .add(run);
                    }
                }
            }
        }
        return runs;
    }

    private static Contender best(Map<Contender, List<Run>> sweep) {
        Contender best = COMMON;
        double least = Double.POSITIVE_INFINITY;
        for (Map.Entry<Contender, List<Run>> entry : sweep.entrySet()) {
            double median = seconds(entry.getValue()).median();
            if (entry.getValue().stream().allMatch(Example::good) && median < least) {
                best = entry.getKey();
                least = median;
            }
        }
        return best;
    }

    /** The median of the ratios of the rounds that both finished well; {@code NaN} if there is none. */
    private double ratio(Map<Contender, List<Run>> runs, Contender other) {
        List<Double> seconds = ratios(runs, other, ChildReport.SECONDS);
        if (seconds.isEmpty()) {
            return Double.NaN;
        }
        Spread spread = Spread.of(seconds);
        stand.note("memsafe took " + spread.text(3) + " of the time of '" + other.label() + "' and "
                + Spread.of(ratios(runs, other, ChildReport.CPU_SECONDS)).text(3) + " of its CPU seconds, in "
                + spread.count() + " pairs.");
        return spread.median();
    }

    private static List<Double> ratios(Map<Contender, List<Run>> runs, Contender other, String value) {
        List<Double> ratios = new ArrayList<>();
        for (Run governed : runs.getOrDefault(Contender.GOVERNED, List.of())) {
            for (Run fixed : runs.getOrDefault(other, List.of())) {
                if (governed.round() == fixed.round() && Example.good(governed) && Example.good(fixed)) {
                    ratios.add(governed.number(value) / fixed.number(value));
                }
            }
        }
        return ratios;
    }

    private Table table(String title, Map<Contender, List<Run>> runs) {
        Table table = new Table(
                title,
                condition + ". Seconds of the job alone; CPU seconds of the whole child, its start and the second"
                        + " count included. Medians (smallest..largest).",
                "contender",
                "runs",
                "complete",
                "seconds",
                "CPU seconds",
                "peak RSS MB",
                "noisy runs");
        runs.forEach((contender, all) -> table.row(
                contender.label(),
                Integer.toString(all.size()),
                Long.toString(all.stream().filter(Example::good).count()),
                seconds(all).text(2),
                spread(all, ChildReport.CPU_SECONDS).text(2),
                spread(all, ChildReport.PEAK_RSS_MEGABYTES).text(0),
                Long.toString(all.stream().filter(Run::noisy).count())));
        return table;
    }

    private static Spread seconds(List<Run> runs) {
        return spread(runs, ChildReport.SECONDS);
    }

    private static Spread spread(List<Run> runs, String value) {
        return Spread.of(runs.stream().map(run -> run.number(value)).toList());
    }
}
