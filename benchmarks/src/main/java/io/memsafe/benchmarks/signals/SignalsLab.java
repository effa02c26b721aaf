package io.memsafe.benchmarks.signals;

import io.memsafe.benchmarks.stand.CannotMeasureException;
import io.memsafe.benchmarks.stand.Lab;
import io.memsafe.benchmarks.stand.Stand;
import io.memsafe.fork.Jdk;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * The lab {@code signals}: child JVMs with a live set that is known at each moment. It asks whether the level tells the
 * truth, beside the rules people use today.
 */
@Command(
        name = "signals",
        description = "Does the level tell the truth on every collector: no alarm in healthy programs, an alarm in time"
                + " before every error? How do the rules in use today do?")
public final class SignalsLab extends Lab {

    private static final int FULL_RUNS = 2;
    private static final int COOPERATIVE_RUNS = 20;
    private static final int QUICK_COOPERATIVE_RUNS = 2;
    private static final int PAIRS = 5;
    private static final int QUICK_PAIRS = 2;
    private static final List<String> QUICK_COLLECTORS = List.of("g1", "zgc");
    private static final Set<Scenario> QUICK_SCENARIOS = EnumSet.of(
            Scenario.CHURN50,
            Scenario.CHURN70,
            Scenario.QUIET80,
            Scenario.STEP,
            Scenario.SLOW_LEAK,
            Scenario.FAST_LEAK,
            Scenario.RELEASE,
            Scenario.SPIRAL,
            Scenario.METASPACE,
            Scenario.CONTAINER);

    @Option(
            names = "--parts",
            paramLabel = "PART",
            split = ",",
            description = "Only these: alarms, cooperate, cost (all; alarms in quick runs).")
    private List<Part> parts = List.of();

    @Option(
            names = "--collectors",
            paramLabel = "NAME",
            split = ",",
            description = "Only these collectors: serial, parallel, g1, zgc, shenandoah, shenandoah-generational (all;"
                    + " g1 and zgc in quick runs).")
    private List<String> collectors = List.of();

    @Option(
            names = "--jdks",
            paramLabel = "VERSION",
            split = ",",
            description =
                    "Only these of the runtimes that are measured, for example 17 (all; the newest in quick runs).")
    private List<Integer> features = List.of();

    @Option(
            names = "--scenarios",
            paramLabel = "NAME",
            split = ",",
            description = "Only these: churn30, churn50, churn70, churn80, quiet80, step, burst, humongous, sawtooth,"
                    + " slow-leak60, slow-leak, fast-leak, release, spiral, early-errors, metaspace, direct, threads,"
                    + " container (all; some in quick runs).")
    private List<String> scenarios = List.of();

    @Option(
            names = "--runs",
            paramLabel = "N",
            description = "How often each cell of the part alarms runs (2, and 1 in quick runs), and how many pairs the"
                    + " part cost has of each (5, and 2 in quick runs).")
    private int runs;

    @Option(
            names = "--cooperate-runs",
            paramLabel = "N",
            description = "How often each cell of the part cooperate runs (20, and 2 in quick runs).")
    private int cooperateRuns;

    @Option(
            names = "--no-collector-log",
            description = "Does not let the governor read the collector's own log; its figures have wider bars.")
    private boolean withoutLog;

    @Option(
            names = "--recordings",
            paramLabel = "FOLDER",
            description = "Keeps every recording there, as compressed comma-separated text and as JSON; with --resume"
                    + " those that are there are judged, and the others recorded.")
    private @Nullable Path recordings;

    /** For the launcher. */
    public SignalsLab() {}

    /** A part of the lab. */
    enum Part {
        /** Each scenario, with memsafe and its peers. */
        ALARMS,
        /** Programs that heed the governor, and what becomes of them without it. */
        COOPERATE,
        /** What the governor takes of a core, and of the program's throughput. */
        COST
    }

    @Override
    protected List<String> variant() {
        List<String> variant = new ArrayList<>(names(parts));
        if (withoutLog) {
            variant.add("no-collector-log");
        }
        return variant;
    }

    @Override
    protected void measure(Stand stand) {
        if (runs < 0 || cooperateRuns < 0) {
            throw new CannotMeasureException(
                    "--runs and --cooperate-runs must be 1 or more, but are " + runs + " and " + cooperateRuns);
        }
        List<Cell> cells = cells(stand);
        Set<Part> asked = asked(stand);
        stand.fact("heap of every child", "256 MB; 64 MB where another area runs full");
        stand.fact("collector's log", withoutLog ? "not read" : "read where the governor does so by default");
        Child child = new Child(stand.quick(), !withoutLog);
        Alarms alarms = new Alarms(
                stand,
                child,
                cells,
                scenarios(stand),
                runs > 0 ? runs : stand.quick() ? 1 : FULL_RUNS,
                new RecordingFolder(recordings));
        Cooperate cooperate = new Cooperate(
                stand,
                cells,
                cooperateRuns > 0 ? cooperateRuns : stand.quick() ? QUICK_COOPERATIVE_RUNS : COOPERATIVE_RUNS);
        Cost cost = stand.quick()
                ? new Cost(stand, cells, runs > 0 ? runs : QUICK_PAIRS, 4, 4)
                : new Cost(stand, cells, runs > 0 ? runs : PAIRS, 8, 30);
        stand.plan((asked.contains(Part.ALARMS) ? alarms.planned() : 0)
                + (asked.contains(Part.COOPERATE) ? cooperate.planned() : 0)
                + (asked.contains(Part.COST) ? cost.planned() : 0));
        if (asked.contains(Part.ALARMS)) {
            alarms.measure();
        }
        if (asked.contains(Part.COOPERATE)) {
            cooperate.measure();
        }
        if (asked.contains(Part.COST)) {
            cost.measure();
        }
    }

    private Set<Part> asked(Stand stand) {
        if (!parts.isEmpty()) {
            return EnumSet.copyOf(parts);
        }
        return stand.quick() ? EnumSet.of(Part.ALARMS) : EnumSet.allOf(Part.class);
    }

    private List<Scenario> scenarios(Stand stand) {
        try {
            List<Scenario> named = Scenario.named(scenarios);
            return scenarios.isEmpty() && stand.quick()
                    ? named.stream().filter(QUICK_SCENARIOS::contains).toList()
                    : named;
        } catch (IllegalArgumentException e) {
            throw new CannotMeasureException("--scenarios: " + e.getMessage(), e);
        }
    }

    private List<Cell> cells(Stand stand) {
        List<Jdk> chosen = stand.jdks(features);
        boolean onlyNewest = features.isEmpty() && stand.quick();
        return Cell.of(
                onlyNewest ? List.of(chosen.get(chosen.size() - 1)) : chosen,
                collectors.isEmpty() && stand.quick() ? QUICK_COLLECTORS : collectors);
    }
}
