package io.memsafe.benchmarks.signals;

import io.memsafe.benchmarks.signals.child.Recording;
import io.memsafe.benchmarks.signals.child.SignalsChild;
import io.memsafe.benchmarks.signals.child.Tape;
import io.memsafe.benchmarks.stand.CannotMeasureException;
import io.memsafe.benchmarks.stand.ScratchFolder;
import io.memsafe.fork.ForkedResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Runs a scenario in a child JVM, and judges what it left.
 *
 * @param quick whether scenarios are short
 * @param collectorLog whether the governor may switch the collector's log on
 */
record Child(boolean quick, boolean collectorLog) {

    private static final double LONGER_SECONDS = 60;

    /** How long a child of a scenario may take. */
    Duration limit(Scenario scenario) {
        return Duration.ofMillis((long) ((scenario.profile(quick).duration() + LONGER_SECONDS) * 1000));
    }

    /**
     * Runs a scenario.
     *
     * @param limit the child is killed after that time
     * @return what came out; empty if the kernel allows no control group for it
     * @throws IOException if files cannot be made or read
     */
    Optional<Outcome> run(Cell cell, Scenario scenario, Duration limit) throws IOException {
        if (!ControlGroup.isNeededBy(scenario)) {
            return Optional.of(run(cell, scenario, limit, List.of()));
        }
        Optional<ControlGroup> made = ControlGroup.of(scenario);
        if (made.isEmpty()) {
            return Optional.empty();
        }
        try (ControlGroup group = made.get()) {
            return Optional.of(run(cell, scenario, limit, List.of(group.door())));
        }
    }

    private Outcome run(Cell cell, Scenario scenario, Duration limit, List<String> doors) throws IOException {
        try (ScratchFolder folder = ScratchFolder.make("memsafe-signals-")) {
            Path tape = folder.path().resolve("tape");
            List<String> arguments = new ArrayList<>(List.of(
                    scenario.name(), tape.toString(), quick ? "quick" : "full", collectorLog ? "log" : "no-log"));
            arguments.addAll(doors);
            ForkedResult result = cell.child(scenario.heapMegabytes())
                    .flags(scenario.flags().toArray(String[]::new))
                    .ownClassPath()
                    .temporaryFolder(folder.path())
                    .main(SignalsChild.class.getName(), arguments.toArray(String[]::new))
                    .timeout(limit)
                    .run();
            if (!Files.exists(tape)) {
                throw new CannotMeasureException(
                        "the child of " + scenario.key() + " on " + cell + " did not start: " + result.errorTail());
            }
            Recording recording = Tape.read(tape);
            return new Outcome(scenario, end(result, recording), recording);
        }
    }

    private static String end(ForkedResult result, Recording recording) {
        if (result.timedOut()) {
            return Outcome.TIMEOUT;
        }
        if (recording.at(Tape.Mark.FIRST_ERROR).isPresent()) {
            return "error";
        }
        return result.killed() ? Outcome.KILLED : result.exitCode() == 0 ? "end" : "exit " + result.exitCode();
    }
}
