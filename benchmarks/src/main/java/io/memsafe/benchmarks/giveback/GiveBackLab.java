package io.memsafe.benchmarks.giveback;

import io.memsafe.benchmarks.giveback.child.Recording;
import io.memsafe.benchmarks.giveback.child.Way;
import io.memsafe.benchmarks.stand.CannotMeasureException;
import io.memsafe.benchmarks.stand.Condition;
import io.memsafe.benchmarks.stand.Interleaving;
import io.memsafe.benchmarks.stand.Lab;
import io.memsafe.benchmarks.stand.Run;
import io.memsafe.benchmarks.stand.Stand;
import io.memsafe.fork.Collector;
import io.memsafe.fork.Jdk;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * The lab {@code give-back}: a program with caches and pools, and somebody beside it who fills the heap and lets go again. The same
 * program bound to memsafe, bound to nothing, and bound to nothing with all sizes halved take turns.
 */
@Command(
        name = "give-back",
        description = "How soon do pools and caches give back what they may when memory is short, and how soon is the"
                + " program as fast as before when it is not any more?")
public final class GiveBackLab extends Lab {
    private static final List<Way> ALL = List.of(Way.values());
    private static final List<String> COLLECTORS = List.of("g1", "parallel", "zgc");
    private static final int HEAP_MEGABYTES = 256;
    private static final Duration LIMIT = Duration.ofMinutes(3);
    private static final Duration EXPECTED = Duration.ofSeconds(50);

    @Option(
            names = "--collectors",
            paramLabel = "NAME",
            split = ",",
            description = "Only these collectors (g1, parallel and zgc; g1 in quick runs).")
    private List<String> collectors = List.of();

    @Option(
            names = "--jdks",
            paramLabel = "VERSION",
            split = ",",
            description = "Only these of the runtimes that are measured (all; the oldest in quick runs).")
    private List<Integer> features = List.of();

    @Option(
            names = "--runs",
            paramLabel = "N",
            description = "How often the contestants take turns (5; 2 in quick runs).")
    private int runs;

    /** For the launcher. */
    public GiveBackLab() {}

    @Override
    protected void measure(Stand stand) {
        if (runs < 0) {
            throw new CannotMeasureException("--runs must be 1 or more, but is " + runs);
        }
        int rounds = runs > 0 ? runs : stand.quick() ? 2 : 5;
        List<Condition> conditions = conditions(stand);
        stand.plan(conditions.size() * ALL.size() * rounds);
        Report report = new Report(stand);
        for (Condition condition : conditions) {
            Map<Way, List<Run>> results = new EnumMap<>(Way.class);
            ALL.forEach(way -> results.put(way, new ArrayList<>()));
            List<Recording> recordings = new ArrayList<>();
            int round = 0;
            for (List<Way> order : Interleaving.rounds(ALL, rounds)) {
                round++;
                for (Way way : order) {
                    if (stand.timeFor(EXPECTED)) {
                        results.computeIfAbsent(way, any -> new ArrayList<>())
                                .add(run(stand, condition, way, round, recordings));
                    } else {
                        stand.note("Out of time: no run " + round + " of " + way.label() + ", " + condition + ".");
                    }
                }
            }
            report.condition(condition, results, recordings);
        }
        report.end();
    }

    private static Run run(Stand stand, Condition condition, Way way, int round, List<Recording> recordings) {
        return stand.run(way.label() + ", " + condition, round, () -> {
            Trial.Outcome outcome = new Trial(stand.quick(), stand.limit(LIMIT)).run(condition, way);
            if (way.isBound()) {
                recordings.add(outcome.recording());
            }
            return outcome.values();
        });
    }

    private List<Condition> conditions(Stand stand) {
        List<Condition> conditions = new ArrayList<>();
        List<Jdk> jdks = stand.quick() && features.isEmpty() ? stand.jdks().subList(0, 1) : stand.jdks(features);
        List<String> labels =
                !collectors.isEmpty() ? collectors : stand.quick() ? COLLECTORS.subList(0, 1) : COLLECTORS;
        for (String label : labels) {
            Collector collector = collector(label);
            for (Jdk jdk : jdks) {
                if (collector.availableOn(jdk)) {
                    conditions.add(new Condition(jdk, collector, HEAP_MEGABYTES));
                }
            }
        }
        return conditions;
    }
}
