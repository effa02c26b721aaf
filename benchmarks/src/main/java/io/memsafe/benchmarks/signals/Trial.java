package io.memsafe.benchmarks.signals;

import io.memsafe.PressureLevel;
import io.memsafe.benchmarks.stand.Spread;
import io.memsafe.benchmarks.stand.Table;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * The runs of a cooperation on a cell; filled as they end.
 *
 * @param control without memsafe; none if there was no time for it
 * @param governed with memsafe
 */
record Trial(List<Ending> control, List<Ending> governed) {

    static Trial empty() {
        return new Trial(new ArrayList<>(), new ArrayList<>());
    }

    /** How many did their work and came to their end. */
    long survived() {
        return governed.stream().filter(Ending::isSurvived).count();
    }

    /** Whether a program without memsafe dies here. */
    boolean isControlDied() {
        return !control.isEmpty() && control.stream().allMatch(Ending::isDied);
    }

    private long ended(String end) {
        return governed.stream().filter(ending -> ending.end().equals(end)).count();
    }

    private PressureLevel worst() {
        return governed.stream()
                .map(Ending::worst)
                .max(Comparator.naturalOrder())
                .orElse(PressureLevel.NORMAL);
    }

    private static String median(List<Ending> endings, ToDoubleFunction<Ending> value, int decimals) {
        return Spread.fixed(
                Spread.of(endings.stream().mapToDouble(value).boxed().toList()).median(), decimals);
    }

    private static String described(List<Ending> control) {
        return control.isEmpty()
                ? "not run"
                : control.get(0).end() + " after " + median(control, Ending::seconds, 1) + " s";
    }

    /** All of them, one in a row. */
    static Table table(Map<Cooperation, Map<Cell, Trial>> trials) {
        Table table = new Table(
                "Programs that cooperate",
                "The first OutOfMemoryError of the heap, in whatever thread, ends a run. Work is megabytes put into the"
                        + " cache, units of the workers, 1 for a jump that was refused where the same request had been"
                        + " granted at 40 % live, and megabytes of direct buffers; medians, as are the seconds.",
                "program",
                "collector, JDK",
                "runs",
                "survived",
                "errors",
                "killed",
                "worst level",
                "work",
                "refused",
                "seconds",
                "without memsafe");
        trials.forEach((cooperation, byCell) -> byCell.forEach((cell, trial) -> {
            List<Ending> governed = trial.governed();
            if (!governed.isEmpty()) {
                table.row(
                        cooperation.key() + ": " + cooperation.story(),
                        cell.toString(),
                        Integer.toString(governed.size()),
                        Long.toString(trial.survived()),
                        Long.toString(trial.ended(Ending.ERROR)),
                        Long.toString(trial.ended(Outcome.KILLED)),
                        trial.worst().name(),
                        median(governed, Ending::done, 0),
                        median(governed, Ending::refused, 0),
                        median(governed, Ending::seconds, 1),
                        described(trial.control()));
            }
        }));
        return table;
    }
}
