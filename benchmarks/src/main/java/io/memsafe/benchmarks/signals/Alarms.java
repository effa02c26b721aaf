package io.memsafe.benchmarks.signals;

import io.memsafe.benchmarks.stand.Interleaving;
import io.memsafe.benchmarks.stand.Stand;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The part {@code alarms}: each scenario on each cell, with its figures. */
final class Alarms {
    private static final double START_SECONDS = 2;

    private final Stand stand;
    private final Child child;
    private final List<Cell> cells;
    private final List<Scenario> scenarios;
    private final int runs;
    private final RecordingFolder folder;
    private final Map<Scenario, Map<Cell, List<Outcome>>> outcomes = new EnumMap<>(Scenario.class);
    private final List<String> cut = new ArrayList<>();

    Alarms(Stand stand, Child child, List<Cell> cells, List<Scenario> scenarios, int runs, RecordingFolder folder) {
        this.stand = stand;
        this.child = child;
        this.cells = cells;
        this.scenarios = scenarios;
        this.runs = runs;
        this.folder = folder;
    }

    int planned() {
        return cells.size() * scenarios.size() * runs;
    }

    void measure() {
        int round = 0;
        for (List<Cell> order : Interleaving.rounds(cells, runs)) {
            round++;
            for (Scenario scenario : scenarios) {
                for (Cell cell : order) {
                    run(scenario, cell, round);
                }
            }
        }
        if (!cut.isEmpty()) {
            stand.note("Out of time, so not measured: " + String.join("; ", cut) + ".");
        }
        AlarmTables tables = new AlarmTables(outcomes);
        tables.all().forEach(stand::table);
        AlarmFigures figures = new AlarmFigures(stand, child.collectorLog());
        outcomes.forEach((scenario, byCell) -> byCell.forEach((cell, all) -> figures.add(scenario, cell, all)));
        cells.forEach(cell -> figures.live(cell, outcomes));
        outcomes.forEach(this::picture);
    }

    /** The first run of each cell, drawn. */
    private void picture(Scenario scenario, Map<Cell, List<Outcome>> byCell) {
        Map<Cell, Outcome> first = new LinkedHashMap<>();
        cells.forEach(cell -> byCell.getOrDefault(cell, List.of()).stream()
                .filter(Outcome::isSeen)
                .findFirst()
                .ifPresent(outcome -> first.put(cell, outcome)));
        String title = scenario.key() + ": " + scenario.story();
        stand.picture(scenario.key(), title, Picture.of(scenario, first));
    }

    private void run(Scenario scenario, Cell cell, int round) {
        long expected = (long) ((scenario.expectedSeconds(stand.quick()) + START_SECONDS) * 1000);
        if (!stand.timeFor(Duration.ofMillis(expected))) {
            cut.add(scenario.key() + " on " + cell);
            return;
        }
        String name = scenario.key() + ", " + cell;
        Optional<Outcome> kept = stand.isKept(name, round) ? folder.find(scenario, cell, round) : Optional.empty();
        if (kept.isPresent()) {
            add(kept.get(), cell);
        } else {
            stand.forget(name, round);
        }
        stand.run(name, round, () -> measured(scenario, cell, round));
    }

    private void add(Outcome outcome, Cell cell) {
        outcomes.computeIfAbsent(outcome.scenario(), any -> new LinkedHashMap<>())
                .computeIfAbsent(cell, any -> new ArrayList<>())
                .add(outcome);
    }

    private Map<String, Object> measured(Scenario scenario, Cell cell, int round) throws IOException {
        Duration granted = stand.limit(child.limit(scenario));
        Optional<Outcome> ran = child.run(cell, scenario, granted);
        if (ran.isEmpty()) {
            stand.note(scenario.key() + " needs a control group, which this machine does not allow: left out.");
            return Map.of("end", "left out");
        }
        Outcome outcome = ran.get();
        if (outcome.end().equals(Outcome.TIMEOUT) && granted.compareTo(child.limit(scenario)) < 0) {
            cut.add(scenario.key() + " on " + cell);
            return Map.of("end", "cut");
        }
        folder.keep(outcome, cell, round);
        add(outcome, cell);
        return outcome.values();
    }
}
