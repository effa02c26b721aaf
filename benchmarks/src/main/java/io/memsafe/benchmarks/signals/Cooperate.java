package io.memsafe.benchmarks.signals;

import io.memsafe.benchmarks.signals.child.CooperateChild;
import io.memsafe.benchmarks.stand.Figure;
import io.memsafe.benchmarks.stand.Interleaving;
import io.memsafe.benchmarks.stand.Run;
import io.memsafe.benchmarks.stand.ScratchFolder;
import io.memsafe.benchmarks.stand.Stand;
import io.memsafe.fork.ForkedResult;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The part {@code cooperate}: programs that heed the governor, many times on each cell, and once without memsafe, which
 * has to die: otherwise the others have survived nothing.
 */
final class Cooperate {
    private static final double START_SECONDS = 2;
    private static final Duration LIMIT = Duration.ofSeconds(90);
    private static final Map<String, Object> LEFT_OUT = Map.of("end", "left out");
    private static final String GOVERNED = "governed";
    private static final String CONTROL = "control";

    private final Stand stand;
    private final List<Cell> cells;
    private final int runs;
    private final Map<Cooperation, Map<Cell, Trial>> trials = new EnumMap<>(Cooperation.class);
    private final List<String> cut = new ArrayList<>();
    private boolean groups = true;

    Cooperate(Stand stand, List<Cell> cells, int runs) {
        this.stand = stand;
        this.cells = cells;
        this.runs = runs;
    }

    int planned() {
        return Cooperation.values().length * cells.size() * (runs + 1);
    }

    void measure() {
        int round = 0;
        for (List<Cell> order : Interleaving.rounds(cells, runs)) {
            round++;
            for (Cooperation cooperation : Cooperation.values()) {
                for (Cell cell : order) {
                    if (round == 1) {
                        run(cooperation, cell, round, CONTROL);
                    }
                    run(cooperation, cell, round, GOVERNED);
                }
            }
        }
        if (!groups) {
            stand.note("container needs a control group, which this machine does not allow: left out.");
        }
        if (!cut.isEmpty()) {
            stand.note("Out of time, so not measured: " + String.join("; ", cut) + ".");
        }
        stand.table(Trial.table(trials));
        trials.forEach((cooperation, byCell) -> byCell.forEach((cell, trial) -> stand.figure(
                figure(stand.figureName(cell.key() + ".cooperate." + cooperation.key() + ".survived"), trial))));
    }

    /** All survived; or, if the control run did so too, what proves nothing. */
    static Figure figure(String name, Trial trial) {
        long survived = trial.survived();
        int all = trial.governed().size();
        return trial.isControlDied()
                ? Figure.all(name, survived, all)
                : new Figure(name, survived + "/" + all + "-proves-nothing", all + "/" + all, false);
    }

    private void run(Cooperation cooperation, Cell cell, int round, String mode) {
        if (cooperation == Cooperation.CONTAINER && !groups) {
            stand.plan(-1);
            return;
        }
        String name = cooperation.key() + " " + mode + ", " + cell;
        if (!stand.timeFor(Duration.ofMillis((long) ((cooperation.seconds() + START_SECONDS) * 1000)))) {
            stand.plan(-1);
            cut.add(name + ", run " + round);
            return;
        }
        Run run = stand.run(name, round, () -> measured(cooperation, cell, mode));
        if (run.values().equals(LEFT_OUT)) {
            groups = false;
            return;
        }
        Trial trial = trials.computeIfAbsent(cooperation, any -> new LinkedHashMap<>())
                .computeIfAbsent(cell, any -> Trial.empty());
        (mode.equals(CONTROL) ? trial.control() : trial.governed()).add(Ending.of(run));
    }

    private Map<String, Object> measured(Cooperation cooperation, Cell cell, String mode) throws IOException {
        Optional<Ending> ran = Optional.empty();
        if (cooperation == Cooperation.CONTAINER) {
            Optional<ControlGroup> made = ControlGroup.of(Scenario.CONTAINER);
            if (made.isPresent()) {
                try (ControlGroup group = made.get()) {
                    ran = Optional.of(child(cooperation, cell, mode, List.of(group.door())));
                }
            }
        } else {
            ran = Optional.of(child(cooperation, cell, mode, List.of()));
        }
        return ran.map(Ending::values).orElse(LEFT_OUT);
    }

    private Ending child(Cooperation cooperation, Cell cell, String mode, List<String> doors) throws IOException {
        try (ScratchFolder folder = ScratchFolder.make("memsafe-signals-")) {
            List<String> arguments = new ArrayList<>(List.of(cooperation.name(), mode));
            arguments.addAll(doors);
            ForkedResult result = cell.child(cooperation.heapMegabytes())
                    .flags(cooperation.flags().toArray(String[]::new))
                    .ownClassPath()
                    .temporaryFolder(folder.path())
                    .main(CooperateChild.class.getName(), arguments.toArray(String[]::new))
                    .timeout(stand.limit(LIMIT))
                    .run();
            Ending ending = Ending.of(result);
            if (!ending.isSurvived() && !ending.isDied()) {
                stand.note(cooperation.key() + " " + mode + " on " + cell + " ended by " + ending.end() + ": "
                        + result.errorTail());
            }
            return ending;
        }
    }
}
