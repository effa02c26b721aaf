package io.memsafe.benchmarks.web;

import io.memsafe.benchmarks.stand.Figure;
import io.memsafe.benchmarks.stand.Run;
import io.memsafe.benchmarks.stand.Spread;
import io.memsafe.benchmarks.stand.Stand;
import io.memsafe.benchmarks.stand.Svg;
import io.memsafe.benchmarks.stand.Table;
import io.memsafe.benchmarks.web.child.Guard;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The tables, figures and pictures of the lab. */
final class WebReport {
    private static final double PERCENT = 100;
    private static final double LIGHT_AT_2 = 0.99;
    private static final double LIGHT_AT_4 = 0.98;
    private static final double LIGHT_COLD = 0.95;
    private static final double P99_OF_ORACLE = 3;
    private static final double MOST_FALSE_SHEDS = 0.001;
    private static final double RECOVERY_SECONDS = 1;
    private static final double HEALTHY_GOOD = 0.99;
    private static final int WIDTH = 760;
    private static final int ROW = 30;
    private static final int LEFT = 170;
    private static final int BAR = 240;
    private static final String LIGHT_COLOUR = "#2b6cb0";
    private static final String HEAVY_COLOUR = "#dd6b20";

    private final Stand stand;
    private final Table garbage = new Table(
            "Healthy, but full of garbage",
            "Half of the heap lives, one thread makes garbage; half of the load that fits, of requests a fifth as large."
                    + " Medians of the runs; refused and answered within a second: % of all requests.",
            "scenario",
            "condition",
            "contestant",
            "garbage MB/s",
            "refused %",
            "answered %",
            "errors",
            "noisy runs");

    WebReport(Stand stand) {
        this.stand = stand;
    }

    void garbage() {
        if (!garbage.rows().isEmpty()) {
            stand.table(garbage);
        }
    }

    void cell(WebLab.Cell cell, Map<Guard, List<Run>> results) {
        results.values().removeIf(List::isEmpty);
        if (results.isEmpty()) {
            return;
        }
        if (cell.scenario().isHealthy()) {
            healthy(cell, results);
        } else {
            overload(cell, results);
        }
    }

    private void healthy(WebLab.Cell cell, Map<Guard, List<Run>> results) {
        int seconds = cell.scenario().phases().stream()
                .mapToInt(Scenario.Phase::seconds)
                .sum();
        results.forEach((guard, runs) -> garbage.row(
                cell.scenario().label(),
                cell.condition().toString(),
                guard.label(),
                Spread.fixed(median(runs, "garbageMegabytes") / seconds, 0),
                percent(ofAll(runs, "garbage", "shed"), 2),
                percent(ofAll(runs, "garbage", "good"), 1),
                Spread.fixed(sum(runs, "errors"), 0),
                noisy(runs)));
        List<Run> ours = results.get(Guard.MEMSAFE);
        List<Run> bare = results.get(Guard.NONE);
        if (ours != null && bare != null) {
            String name = stand.figureName(cell.key() + ".false-sheds");
            if (ofAll(bare, "garbage", "good") >= HEALTHY_GOOD) {
                stand.figure(Figure.atMost(name, ofAll(ours, "garbage", "shed"), MOST_FALSE_SHEDS, 4));
            } else {
                stand.note(cell + ": the server without a filter answers " + percent(ofAll(bare, "garbage", "good"), 1)
                        + " %, so it is not healthy, and says nothing.");
            }
        }
    }

    private void overload(WebLab.Cell cell, Map<Guard, List<Run>> results) {
        boolean cold = cell.scenario() == Scenario.COLD;
        List<String> head = new ArrayList<>(List.of("contestant", "runs"));
        if (!cold) {
            head.add("before: refused %");
        }
        head.addAll(List.of("2x light %", "2x heavy %"));
        if (!cold) {
            head.addAll(List.of("4x light %", "4x heavy %"));
        }
        head.addAll(List.of(
                "health %", "2x light p50 / p99 ms", "recovery s", "late: refused %", "errors", "end", "noisy"));
        Table table = new Table(
                "Overload: " + cell,
                "Answered within a second of when it was due, as % of what was sent: median (smallest..largest) of the"
                        + " runs. recovery: when 95 % were answered again, from the end of the overload; late: from a second"
                        + " after it. errors: OutOfMemoryErrors in all runs.",
                head.toArray(String[]::new));
        results.forEach((guard, runs) -> table.row(row(guard, runs, cold)));
        stand.table(table);
        stand.picture(cell.key().replace('.', '-'), cell.toString(), picture(cell, results, cold));
        List<Run> ours = results.get(Guard.MEMSAFE);
        if (ours != null) {
            figures(cell, ours, results.get(Guard.ORACLE), cold);
        }
    }

    private static String[] row(Guard guard, List<Run> runs, boolean cold) {
        List<String> cells = new ArrayList<>(List.of(guard.label(), Integer.toString(runs.size())));
        if (!cold) {
            cells.add(percent(ofAll(runs, "before", "shed"), 2));
        }
        cells.add(spread(runs, "2x.light.good"));
        cells.add(spread(runs, "2x.heavy.good"));
        if (!cold) {
            cells.add(spread(runs, "4x.light.good"));
            cells.add(spread(runs, "4x.heavy.good"));
        }
        cells.add(spread(runs, "2x.health.good"));
        cells.add(fixed(median(runs, "2x.light.p50"), 0) + " / " + fixed(median(runs, "2x.light.p99"), 0));
        double recovery = median(runs, "recoverySeconds");
        cells.add(recovery < 0 ? "never" : fixed(recovery, 2));
        cells.add(percent(median(runs, "lateShed"), 2));
        cells.add(fixed(sum(runs, "errors"), 0));
        cells.add(end(runs));
        cells.add(noisy(runs));
        return cells.toArray(String[]::new);
    }

    private void figures(WebLab.Cell cell, List<Run> ours, @Nullable List<Run> oracle, boolean cold) {
        String name = stand.figureName(cell.key() + ".");
        boolean mixed = !Double.isNaN(median(ours, "2x.light.good"));
        if (mixed) {
            double bar = cold ? LIGHT_COLD : LIGHT_AT_2;
            stand.figure(Figure.atLeast(name + "2x.light", median(ours, "2x.light.good"), bar, 3));
            stand.figure(Figure.atLeast(name + "2x.health", median(ours, "2x.health.good"), bar, 3));
        }
        stand.figure(Figure.none(name + "errors", (long) sum(ours, "errors")));
        stand.figure(Figure.none(
                name + "hangs-and-deaths",
                ours.stream().filter(run -> is(run, "hang") || is(run, "died")).count()));
        if (cold) {
            return;
        }
        if (mixed) {
            stand.figure(Figure.atLeast(name + "4x.light", median(ours, "4x.light.good"), LIGHT_AT_4, 3));
            stand.figure(Figure.atLeast(name + "4x.health", median(ours, "4x.health.good"), LIGHT_AT_4, 3));
        }
        stand.figure(Figure.atMost(name + "before.shed", ofAll(ours, "before", "shed"), MOST_FALSE_SHEDS, 4));
        stand.figure(Figure.atMost(name + "late.shed", median(ours, "lateShed"), MOST_FALSE_SHEDS, 4));
        double recovery = median(ours, "recoverySeconds");
        stand.figure(Figure.atMost(
                name + "recovery.s", recovery < 0 ? Double.POSITIVE_INFINITY : recovery, RECOVERY_SECONDS, 2));
        if (oracle != null) {
            for (String load : List.of("2x", "4x")) {
                stand.figure(Figure.atLeast(
                        name + load + ".heavy-of-oracle",
                        ratio(ours, oracle, load + ".heavy.good"),
                        heavyBar(cell.scenario()),
                        2));
                if (mixed) {
                    stand.figure(Figure.atMost(
                            name + load + ".light-p99-of-oracle",
                            ratio(ours, oracle, load + ".light.p99"),
                            P99_OF_ORACLE,
                            2));
                }
            }
        }
    }

    private static double heavyBar(Scenario scenario) {
        return switch (scenario) {
            case UNTOLD -> 0.7;
            case CHURN -> 0.75;
            case HEAVY_ONLY -> 0.9;
            default -> 0.95;
        };
    }

    /** The median of the ratios of the same rounds. */
    private static double ratio(List<Run> ours, List<Run> others, String value) {
        List<Double> ratios = new ArrayList<>();
        for (Run own : ours) {
            for (Run other : others) {
                if (own.round() == other.round() && other.number(value) > 0) {
                    ratios.add(own.number(value) / other.number(value));
                }
            }
        }
        return ratios.isEmpty() ? Double.NaN : Spread.of(ratios).median();
    }

    private static boolean is(Run run, String value) {
        return Boolean.TRUE.equals(run.values().get(value));
    }

    private static String end(List<Run> runs) {
        long hung = runs.stream().filter(run -> is(run, "hang")).count();
        long died = runs.stream().filter(run -> is(run, "died")).count();
        String text = (hung > 0 ? "hangs " + hung + "/" + runs.size() : "")
                + (died > 0 ? " died " + died + "/" + runs.size() : "");
        return text.isEmpty() ? "serves" : text.strip();
    }

    private static String noisy(List<Run> runs) {
        return runs.stream().filter(Run::noisy).count() + "/" + runs.size();
    }

    private static double median(List<Run> runs, String value) {
        List<Double> values = values(runs, value);
        return values.isEmpty() ? Double.NaN : Spread.of(values).median();
    }

    private static List<Double> values(List<Run> runs, String value) {
        return runs.stream()
                .filter(run -> run.values().containsKey(value))
                .map(run -> run.number(value))
                .toList();
    }

    private static double sum(List<Run> runs, String value) {
        return values(runs, value).stream().mapToDouble(Double::doubleValue).sum();
    }

    /** The median over the runs of a share of all requests of a phase. */
    private static double ofAll(List<Run> runs, String phase, String outcome) {
        List<Double> shares = new ArrayList<>();
        for (Run run : runs) {
            double all = 0;
            double such = 0;
            for (Load.Kind kind : Load.Kind.values()) {
                String name = phase + "." + kind.name().toLowerCase(java.util.Locale.ROOT) + ".";
                if (run.values().containsKey(name + "offered")) {
                    all += run.number(name + "offered");
                    such += run.number(name + "offered") * run.number(name + outcome);
                }
            }
            if (all > 0) {
                shares.add(such / all);
            }
        }
        return shares.isEmpty() ? Double.NaN : Spread.of(shares).median();
    }

    private static String percent(double ratio, int decimals) {
        return fixed(PERCENT * ratio, decimals);
    }

    private static String fixed(double value, int decimals) {
        return Double.isNaN(value) ? "-" : Spread.fixed(value, decimals);
    }

    private static String spread(List<Run> runs, String value) {
        List<Double> values =
                values(runs, value).stream().map(ratio -> PERCENT * ratio).toList();
        return values.isEmpty() ? "-" : Spread.of(values).text(0);
    }

    private static String picture(WebLab.Cell cell, Map<Guard, List<Run>> results, boolean cold) {
        Svg svg = new Svg(WIDTH, ROW * (results.size() + 2), "answered within a second, " + cell);
        svg.label(LEFT, ROW * 0.6, "2x: answered within 1 s", 12, Svg.Anchor.START, "#222222");
        if (!cold) {
            svg.label(LEFT + BAR + 50, ROW * 0.6, "4x: answered within 1 s", 12, Svg.Anchor.START, "#222222");
        }
        int row = 1;
        for (Map.Entry<Guard, List<Run>> entry : results.entrySet()) {
            double y = ROW * row++;
            svg.label(LEFT - 10, y + 15, entry.getKey().label(), 12, Svg.Anchor.END, "#222222");
            bars(svg, LEFT, y, entry.getValue(), "2x");
            if (!cold) {
                bars(svg, LEFT + BAR + 50, y, entry.getValue(), "4x");
            }
        }
        double y = ROW * row + 4;
        svg.rect(LEFT, y, 12, 10, LIGHT_COLOUR).label(LEFT + 18, y + 9, "light", 11, Svg.Anchor.START, "#222222");
        svg.rect(LEFT + 70, y, 12, 10, HEAVY_COLOUR).label(LEFT + 88, y + 9, "heavy", 11, Svg.Anchor.START, "#222222");
        return svg.document();
    }

    private static void bars(Svg svg, double x, double y, List<Run> runs, String load) {
        bar(svg, x, y, median(runs, load + ".light.good"), LIGHT_COLOUR);
        bar(svg, x, y + 11, median(runs, load + ".heavy.good"), HEAVY_COLOUR);
    }

    private static void bar(Svg svg, double x, double y, double ratio, String colour) {
        if (!Double.isNaN(ratio)) {
            svg.rect(x, y, Math.max(0.5, BAR * ratio), 9, colour);
            svg.label(x + BAR * ratio + 4, y + 8, percent(ratio, 0) + " %", 9, Svg.Anchor.START, "#555555");
        }
    }
}
