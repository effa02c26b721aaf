package io.memsafe.benchmarks.signals;

import io.memsafe.benchmarks.stand.Spread;
import io.memsafe.benchmarks.stand.Table;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.ToDoubleFunction;

/** The tables of the part {@code alarms}: memsafe beside its peers. */
final class AlarmTables {
    private static final Set<Scenario.Kind> RUNS_OUT =
            EnumSet.of(Scenario.Kind.LEAK, Scenario.Kind.AREA, Scenario.Kind.EARLY);
    private static final String NEVER = "never";

    private final Map<Scenario, Map<Cell, List<Outcome>>> outcomes;

    AlarmTables(Map<Scenario, Map<Cell, List<Outcome>>> outcomes) {
        this.outcomes = outcomes;
    }

    List<Table> all() {
        List<Table> tables = new ArrayList<>();
        add(
                tables,
                compared(
                        "False alarms: share of the time alarmed while nothing is wrong",
                        "Medians over the runs, in percent. Small is good; nothing here asks for an alarm.",
                        EnumSet.of(Scenario.Kind.HEALTHY),
                        AlarmTables::shares));
        add(
                tables,
                compared(
                        "Leads: seconds from the alarm to the error",
                        "Medians over the runs. The alarm is the earliest one since the leak began that lasted for half of the"
                                + " time to the OutOfMemoryError or the kernel's kill. A rule that alarms at all times has a"
                                + " long lead too: read it with the table of false alarms.",
                        RUNS_OUT,
                        AlarmTables::leads));
        add(tables, live());
        add(tables, ends());
        return tables;
    }

    private static void add(List<Table> tables, Table table) {
        if (!table.rows().isEmpty()) {
            tables.add(table);
        }
    }

    private Table compared(
            String title, String explanation, Set<Scenario.Kind> kinds, BiFunction<List<Outcome>, Voice, String> cell) {
        List<Voice> voices = Voice.all();
        List<String> head = new ArrayList<>(List.of("scenario", "collector, JDK", "runs"));
        voices.forEach(voice -> head.add(voice.label()));
        Table table = new Table(title, explanation, head.toArray(String[]::new));
        outcomes.forEach((scenario, byCell) -> {
            if (kinds.contains(scenario.kind())) {
                byCell.forEach((where, all) -> {
                    List<String> row =
                            new ArrayList<>(List.of(scenario.key(), where.toString(), Integer.toString(all.size())));
                    voices.forEach(voice -> row.add(cell.apply(all, voice)));
                    table.row(row.toArray(String[]::new));
                });
            }
        });
        return table;
    }

    private static String shares(List<Outcome> all, Voice voice) {
        List<Double> shares = all.stream()
                .map(outcome -> outcome.alarmedRatio(voice) * 100)
                .filter(share -> !share.isNaN())
                .toList();
        return shares.isEmpty() ? "-" : Spread.fixed(Spread.of(shares).median(), 1);
    }

    private static String leads(List<Outcome> all, Voice voice) {
        List<Double> leads = all.stream()
                .flatMap(outcome -> outcome.leadSeconds(voice).stream().boxed())
                .toList();
        if (leads.isEmpty()) {
            return NEVER;
        }
        String median = Spread.fixed(Spread.of(leads).median(), 1);
        return leads.size() == all.size() ? median : median + " (in " + leads.size() + " of " + all.size() + ")";
    }

    private Table live() {
        Table table = new Table(
                "Live set: estimate over truth",
                "Over every 10 ms in which memsafe says that it knows.",
                "scenario",
                "collector, JDK",
                "5 %",
                "median",
                "95 %");
        outcomes.forEach((scenario, byCell) -> {
            if (scenario.kind() == Scenario.Kind.HEALTHY) {
                byCell.forEach((where, all) -> {
                    double[] ratios =
                            Judge.merged(all.stream().map(Outcome::liveToTruth).toList());
                    table.row(
                            scenario.key(),
                            where.toString(),
                            Spread.fixed(Judge.quantile(ratios, 0.05), 2),
                            Spread.fixed(Judge.quantile(ratios, 0.50), 2),
                            Spread.fixed(Judge.quantile(ratios, 0.95), 2));
                });
            }
        });
        return table;
    }

    private Table ends() {
        Table table = new Table(
                "Emergencies and releases",
                "Seconds from the start of a death spiral to EMERGENCY, and from the release of memory to NORMAL, with"
                        + " the collections of the whole heap in between; the longest of all runs.",
                "scenario",
                "collector, JDK",
                "runs",
                "ended by",
                "EMERGENCY after",
                "NORMAL after",
                "collections");
        outcomes.forEach((scenario, byCell) -> {
            if (scenario.kind() != Scenario.Kind.HEALTHY && scenario.kind() != Scenario.Kind.AREA) {
                byCell.forEach((where, all) -> table.row(
                        scenario.key(),
                        where.toString(),
                        Integer.toString(all.size()),
                        String.join(
                                ", ", all.stream().map(Outcome::end).distinct().toList()),
                        scenario.kind() == Scenario.Kind.SPIRAL ? longest(all, Outcome::emergencySeconds) : "",
                        scenario.kind() == Scenario.Kind.SPIRAL ? "" : longest(all, Outcome::normalSeconds),
                        scenario.kind() == Scenario.Kind.SPIRAL ? "" : collections(all)));
            }
        });
        return table;
    }

    private static String longest(List<Outcome> all, ToDoubleFunction<Outcome> seconds) {
        double longest = all.stream().mapToDouble(seconds).reduce(Math::max).orElse(Double.NaN);
        return Double.isNaN(longest) ? NEVER : Spread.fixed(longest, 2);
    }

    private static String collections(List<Outcome> all) {
        int most = all.stream()
                .mapToInt(outcome -> Judge.collectionsToNormal(outcome.recording()))
                .max()
                .orElse(0);
        return most == Integer.MAX_VALUE ? "" : Integer.toString(most);
    }
}
