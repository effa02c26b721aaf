package io.memsafe.benchmarks.batch;

import io.memsafe.benchmarks.batch.child.Contender;
import io.memsafe.benchmarks.batch.child.Workload;
import io.memsafe.benchmarks.stand.CannotMeasureException;
import io.memsafe.benchmarks.stand.Condition;
import io.memsafe.benchmarks.stand.Lab;
import io.memsafe.benchmarks.stand.Stand;
import io.memsafe.fork.Collector;
import io.memsafe.fork.Jdk;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * The lab {@code batch}: chunked processing in small heaps. It asks whether memsafe, told nothing, does as well as a
 * careful engineer's ten lines that are told the size of every item, and as the libraries that people use.
 */
@Command(
        name = "batch",
        description = "How small may the heap of a batch be, beside loops by hand and libraries? What does memsafe cost"
                + " with plenty of it, and does one bad item stay one?")
public final class BatchLab extends Lab {
    private static final int PLENTY_MEGABYTES = 512;
    private static final int POISON_MEGABYTES = 64;
    private static final List<Integer> HEAPS = List.of(16, 20, 24, 28, 32, 40, 48, 64, 96, 128);
    private static final List<Integer> QUICK_HEAPS = List.of(24, 32, 48, 64);
    private static final List<String> COLLECTORS = List.of("g1", "parallel", "zgc");
    private static final List<String> QUICK_COLLECTORS = List.of("g1");
    private static final Set<Workload> QUICK_WORKLOADS =
            EnumSet.of(Workload.UNIFORM, Workload.HEAVY_TAIL, Workload.PHASES, Workload.POISON_ARRAY, Workload.TENANT);
    private static final List<String> QUICK_CONTENDERS =
            List.of("fixed-1000-1w", "ten-lines-1w", "memsafe-1w", "fixed-1000-2w", "ten-lines-2w", "memsafe-2w");

    @Option(
            names = "--parts",
            paramLabel = "PART",
            split = ",",
            description = "Only these: smallest, speed, poison (all).")
    private List<Part> parts = List.of();

    @Option(
            names = "--scenarios",
            paramLabel = "NAME",
            split = ",",
            description = "Only these: uniform, heavy-tail, phases, slow-sink, poison-array, poison-objects,"
                    + " poison-company, tenant (all; some in quick runs).")
    private List<String> scenarios = List.of();

    @Option(
            names = "--contestants",
            paramLabel = "NAME",
            split = ",",
            description = "Only these, for example ten-lines-2w,memsafe-2w (all; some in quick runs).")
    private List<String> contestants = List.of();

    @Option(
            names = "--collectors",
            paramLabel = "NAME",
            split = ",",
            description = "Only these collectors: serial, parallel, g1, zgc, shenandoah (g1, parallel and zgc; g1 in"
                    + " quick runs).")
    private List<String> collectors = List.of();

    @Option(
            names = "--jdks",
            paramLabel = "VERSION",
            split = ",",
            description =
                    "Only these of the runtimes that are measured, for example 17 (all; the oldest in quick runs).")
    private List<Integer> features = List.of();

    @Option(
            names = "--heaps",
            paramLabel = "MB",
            split = ",",
            description = "The steps for the smallest heap (16 to 128; four of them in quick runs).")
    private List<Integer> heaps = List.of();

    @Option(
            names = "--runs",
            paramLabel = "N",
            description = "How often a heap has to suffice, and how often contestants take turns (2 and 5; 1 and 2 in"
                    + " quick runs).")
    private int runs;

    @Option(
            names = "--limit",
            paramLabel = "SECONDS",
            defaultValue = "120",
            description = "How long a child may take before it is killed (${DEFAULT-VALUE}).")
    private int limitSeconds = 120;

    /** For the launcher. */
    public BatchLab() {}

    /** A part of the lab. */
    enum Part {
        /** How small a heap may be. */
        SMALLEST,
        /** Throughput with plenty of heap. */
        SPEED,
        /** One item that fails. */
        POISON
    }

    @Override
    protected List<String> variant() {
        List<String> variant = new ArrayList<>(names(parts));
        variant.addAll(scenarios);
        return variant;
    }

    @Override
    protected void measure(Stand stand) {
        if (runs < 0 || limitSeconds < 1) {
            throw new CannotMeasureException(
                    "--runs and --limit must be 1 or more, but are " + runs + " and " + limitSeconds);
        }
        Selection selection = selection(stand);
        Ring ring = new Ring(stand, Duration.ofSeconds(limitSeconds));
        stand.fact("limit of a child", limitSeconds + " s");
        boolean quick = stand.quick();
        Poisons poisons = new Poisons(stand, ring, selection, POISON_MEGABYTES, runs > 0 ? runs : quick ? 1 : 5);
        SmallestHeaps smallest = new SmallestHeaps(stand, ring, selection, runs > 0 ? runs : quick ? 1 : 2);
        Speed speed =
                new Speed(stand, ring, selection, PLENTY_MEGABYTES, runs > 0 ? runs : quick ? 2 : 5, quick ? 25 : 1);
        Set<Part> asked = parts.isEmpty() ? EnumSet.allOf(Part.class) : EnumSet.copyOf(parts);
        stand.plan((asked.contains(Part.POISON) ? poisons.planned() : 0)
                + (asked.contains(Part.SMALLEST) ? smallest.planned() : 0)
                + (asked.contains(Part.SPEED) ? speed.planned() : 0));
        if (asked.contains(Part.POISON)) {
            poisons.measure();
        }
        if (asked.contains(Part.SPEED)) {
            speed.measure();
        }
        if (asked.contains(Part.SMALLEST)) {
            smallest.measure();
        }
    }

    private Selection selection(Stand stand) {
        try {
            return new Selection(
                    conditions(stand),
                    workloads(stand),
                    contenders(stand),
                    !heaps.isEmpty() ? heaps : stand.quick() ? QUICK_HEAPS : HEAPS);
        } catch (IllegalArgumentException e) {
            throw new CannotMeasureException(String.valueOf(e.getMessage()), e);
        }
    }

    private List<Condition> conditions(Stand stand) {
        List<Jdk> chosen = stand.jdks(features);
        List<Jdk> jdks = features.isEmpty() && stand.quick() ? List.of(chosen.get(0)) : chosen;
        List<String> labels = !collectors.isEmpty() ? collectors : stand.quick() ? QUICK_COLLECTORS : COLLECTORS;
        List<Condition> conditions = new ArrayList<>();
        for (Jdk jdk : jdks) {
            for (String label : labels) {
                Collector collector = Collector.named(label);
                if (collector.availableOn(jdk)) {
                    conditions.add(new Condition(jdk, collector, PLENTY_MEGABYTES));
                }
            }
        }
        return conditions;
    }

    private List<Workload> workloads(Stand stand) {
        List<String> keys = Arrays.stream(Workload.values()).map(Workload::key).toList();
        for (String scenario : scenarios) {
            if (!keys.contains(scenario)) {
                throw new IllegalArgumentException(
                        "--scenarios: no scenario '" + scenario + "': it is one of " + String.join(", ", keys));
            }
        }
        return Arrays.stream(Workload.values())
                .filter(workload -> scenarios.isEmpty()
                        ? !stand.quick() || QUICK_WORKLOADS.contains(workload)
                        : scenarios.contains(workload.key()))
                .toList();
    }

    private List<Contender> contenders(Stand stand) {
        if (!contestants.isEmpty()) {
            return contestants.stream().map(Contender::named).toList();
        }
        return stand.quick() ? QUICK_CONTENDERS.stream().map(Contender::named).toList() : Contender.all();
    }
}
