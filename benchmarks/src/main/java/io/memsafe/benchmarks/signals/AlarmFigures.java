package io.memsafe.benchmarks.signals;

import io.memsafe.benchmarks.stand.Figure;
import io.memsafe.benchmarks.stand.Stand;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;

/** The figures of the part {@code alarms}, each with its bar; of several runs the worst one counts. */
final class AlarmFigures {
    private static final double MOST_WARNING = 0.01;
    private static final double MOST_EMERGENCY_SECONDS = 3;

    private final Stand stand;
    private final boolean collectorLog;

    AlarmFigures(Stand stand, boolean collectorLog) {
        this.stand = stand;
        this.collectorLog = collectorLog;
    }

    /** Those of a scenario on a cell. */
    void add(Scenario scenario, Cell cell, List<Outcome> all) {
        String name = prefix(cell) + scenario.key();
        switch (scenario.kind()) {
            case HEALTHY -> {
                double warning = most(all, outcome -> outcome.alarmedRatio(Voice.WARNING));
                double critical = most(all, outcome -> outcome.alarmedRatio(Voice.CRITICAL));
                stand.figure(Figure.atMost(stand.figureName(name + ".warning"), warning, MOST_WARNING, 3));
                stand.figure(Figure.atMost(stand.figureName(name + ".critical"), critical, 0, 3));
            }
            case LEAK -> {
                counted(name + ".critical-in-time", all, Outcome::criticalEarlyEnough);
                counted(name + ".normal-soon", all, Outcome::normalSoonEnough);
            }
            case AREA -> counted(name + ".critical-before", all, AlarmFigures::criticalBefore);
            case EARLY -> {
                counted(name + ".critical-before", all, AlarmFigures::criticalBefore);
                counted(name + ".normal-soon", all, Outcome::normalSoonEnough);
            }
            case SPIRAL ->
                stand.figure(Figure.atMost(
                        stand.figureName(name + ".emergency-seconds"),
                        most(all, Outcome::emergencySeconds),
                        MOST_EMERGENCY_SECONDS,
                        2));
            case RELEASE -> counted(name + ".normal-soon", all, Outcome::normalSoonEnough);
        }
    }

    /** How close the estimate is on a cell, over all runs at full speed. */
    void live(Cell cell, Map<Scenario, Map<Cell, List<Outcome>>> outcomes) {
        List<double[]> parts = new ArrayList<>();
        outcomes.forEach((scenario, byCell) -> {
            if (scenario.load() == Scenario.Load.FULL_SPEED && scenario.kind() == Scenario.Kind.HEALTHY) {
                byCell.getOrDefault(cell, List.of()).forEach(outcome -> parts.add(outcome.liveToTruth()));
            }
        });
        if (parts.isEmpty()) {
            return;
        }
        double[] ratios = Judge.merged(parts);
        stand.figure(Figure.within(
                stand.figureName(prefix(cell) + "live-to-truth.median"),
                Judge.quantile(ratios, 0.5),
                collectorLog ? 0.95 : 0.90,
                collectorLog ? 1.15 : 1.20,
                2));
        stand.figure(Figure.atMost(
                stand.figureName(prefix(cell) + "live-to-truth.p95"),
                Judge.quantile(ratios, 0.95),
                collectorLog ? 1.30 : 1.50,
                2));
    }

    private String prefix(Cell cell) {
        return (collectorLog ? "" : "no-log.") + cell.key() + ".";
    }

    private void counted(String name, List<Outcome> all, Predicate<Outcome> good) {
        stand.figure(
                Figure.all(stand.figureName(name), all.stream().filter(good).count(), all.size()));
    }

    private static boolean criticalBefore(Outcome outcome) {
        return outcome.leadSeconds(Voice.CRITICAL).isPresent();
    }

    /** The largest of all; {@code NaN}, which falls short, if one is. */
    private static double most(List<Outcome> all, ToDoubleFunction<Outcome> value) {
        return all.stream().mapToDouble(value).reduce(Math::max).orElse(Double.NaN);
    }
}
