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

/** Whether the governed job completes, verified, in the heaps it is promised for. */
final class Completion {

    private final Stand stand;
    private final Example example;
    private final Map<Condition, Integer> wanted;
    private final Map<Condition, List<Run>> done = new LinkedHashMap<>();

    /**
     * A part of the lab.
     *
     * @param wanted how many runs of each condition
     */
    Completion(Stand stand, Example example, Map<Condition, Integer> wanted) {
        this.stand = stand;
        this.example = example;
        this.wanted = new LinkedHashMap<>(wanted);
    }

    int planned() {
        return wanted.values().stream().mapToInt(Integer::intValue).sum();
    }

    void measure() {
        int most = wanted.values().stream().mapToInt(Integer::intValue).max().orElse(0);
        int round = 0;
        for (List<Condition> order : Interleaving.rounds(List.copyOf(wanted.keySet()), most)) {
            round++;
            for (Condition condition : order) {
                if (round <= wanted.getOrDefault(condition, 0) && example.timeForOneMore()) {
                    Run run = example.run(Contender.GOVERNED, condition, round);
                    if (!Example.cut(run)) {
                        done.computeIfAbsent(condition, any -> new ArrayList<>())
                                .add(run);
                    }
                }
            }
        }
        stand.table(table());
        wanted.keySet().forEach(this::figure);
        List<String> cut = wanted.keySet().stream()
                .filter(condition -> runs(condition).size() < wanted.getOrDefault(condition, 0))
                .map(condition -> condition + " (" + runs(condition).size() + " of " + wanted.get(condition) + " runs)")
                .toList();
        if (!cut.isEmpty()) {
            stand.note("Out of time, so not or not wholly measured: " + String.join("; ", cut) + ".");
        }
    }

    private List<Run> runs(Condition condition) {
        return done.getOrDefault(condition, List.of());
    }

    private void figure(Condition condition) {
        List<Run> all = runs(condition);
        if (!all.isEmpty()) {
            String name = stand.figureName(condition.key() + ".complete");
            stand.figure(Figure.all(name, all.stream().filter(Example::good).count(), all.size()));
        }
    }

    private Table table() {
        Table table = new Table(
                "Governed runs in small heaps",
                "Complete: every entry is in the database or in quarantine, and a second count of the input agrees."
                        + " Numbers are medians (smallest..largest).",
                "condition",
                "complete",
                "OutOfMemoryErrors contained",
                "seconds",
                "GC share",
                "peak RSS MB",
                "noisy runs");
        done.forEach((condition, runs) -> table.row(
                condition.toString(),
                runs.stream().filter(Example::good).count() + "/" + runs.size(),
                Long.toString(Math.round(runs.stream()
                        .mapToDouble(run -> run.number(ChildReport.CONTAINED))
                        .sum())),
                spread(runs, ChildReport.SECONDS).text(1),
                spread(runs, ChildReport.GC_RATIO).text(2),
                spread(runs, ChildReport.PEAK_RSS_MEGABYTES).text(0),
                Long.toString(runs.stream().filter(Run::noisy).count())));
        return table;
    }

    private static Spread spread(List<Run> runs, String value) {
        return Spread.of(runs.stream().map(run -> run.number(value)).toList());
    }
}
