package io.memsafe.benchmarks.catalog;

import io.memsafe.benchmarks.stand.CannotMeasureException;
import io.memsafe.benchmarks.stand.Condition;
import io.memsafe.benchmarks.stand.Figure;
import io.memsafe.benchmarks.stand.Lab;
import io.memsafe.benchmarks.stand.Stand;
import io.memsafe.fork.Collector;
import io.memsafe.fork.Jdk;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * The lab {@code catalog}: the example job over the class library, in child JVMs. It asks whether the governed job
 * completes in small heaps, how small a heap may be, and what it costs when there is plenty.
 */
@Command(
        name = "catalog",
        description = "Does the example job complete in small heaps, how small may they be, and what does it cost?")
public final class CatalogLab extends Lab {

    private static final int PROMISED = 64;
    private static final int PROMISED_WITHOUT_CONCURRENCY = 40;
    private static final int PLENTY = 1024;
    private static final Set<Collector> WITHOUT_CONCURRENCY =
            EnumSet.of(Collector.SERIAL, Collector.PARALLEL, Collector.G1);
    private static final List<Integer> SIZES = List.of(10, 50, 100, 250, 500, 1000, 2000, 5000);
    private static final List<Integer> QUICK_SIZES = List.of(100, 250);
    private static final List<String> QUICK_MODULES = List.of("java.base", "java.desktop");

    @Option(
            names = "--parts",
            paramLabel = "PART",
            split = ",",
            description = "Only these: complete, smallest, speed (all; smallest is left out of quick runs).")
    private List<Part> parts = List.of();

    @Option(
            names = "--collectors",
            paramLabel = "NAME",
            split = ",",
            description = "Only these collectors: serial, parallel, g1, zgc, shenandoah (all).")
    private List<String> collectors = List.of();

    @Option(
            names = "--jdks",
            paramLabel = "VERSION",
            split = ",",
            description = "Only these of the runtimes that are measured, for example 17 (all).")
    private List<Integer> features = List.of();

    @Option(
            names = "--runs",
            paramLabel = "N",
            description = "How often G1 on the first runtime completes in 40 MB (20, and 2 of quick runs).")
    private int runs;

    @Option(
            names = "--limit",
            paramLabel = "SECONDS",
            defaultValue = "180",
            description = "How long a child may take before it is killed (${DEFAULT-VALUE}).")
    private int limitSeconds = 180;

    @Option(
            names = "--workers",
            paramLabel = "N",
            defaultValue = "2",
            description = "Worker threads of every contender (${DEFAULT-VALUE}).")
    private int workers = 2;

    /** For the launcher. */
    public CatalogLab() {}

    /** A part of the lab. */
    enum Part {
        /** The governed job in the heaps it is promised for. */
        COMPLETE,
        /** The smallest heap of each contender. */
        SMALLEST,
        /** Time beside fixed chunks, with plenty of heap. */
        SPEED
    }

    @Override
    protected List<String> variant() {
        return names(parts);
    }

    @Override
    protected void measure(Stand stand) {
        check();
        List<Jdk> jdks = stand.jdks(features);
        List<Collector> chosen = collectors();
        List<String> modules = stand.quick() ? QUICK_MODULES : List.of();
        Example example = new Example(stand, Duration.ofSeconds(limitSeconds), workers, modules);
        stand.fact("arguments of every child", example.arguments());
        stand.fact("limit of a child", limitSeconds + " s");
        if (stand.quick()) {
            stand.note("The input of a quick run is only " + String.join(" and ", QUICK_MODULES) + ".");
        }
        Condition plenty = new Condition(jdks.get(0), Collector.G1, PLENTY);
        Completion completion = new Completion(stand, example, wanted(stand, jdks, chosen));
        SmallestHeap smallest = new SmallestHeap(stand, example, SmallestHeap.conditions(jdks, chosen));
        Speed speed = stand.quick()
                ? new Speed(stand, example, plenty, QUICK_SIZES, 1, 2)
                : new Speed(stand, example, plenty, SIZES, 3, 7);
        Set<Part> asked = asked(stand);
        stand.plan(jdks.size()
                + (asked.contains(Part.COMPLETE) ? completion.planned() : 0)
                + (asked.contains(Part.SMALLEST) ? smallest.planned() : 0)
                + (asked.contains(Part.SPEED) ? speed.planned() : 0));
        // The first run on each runtime tells how many entries its library has, and fills the caches of the system.
        jdks.forEach(jdk -> example.run(Contender.fixed(1000), new Condition(jdk, Collector.G1, PLENTY), 0));
        if (asked.contains(Part.SPEED)) {
            speed.measure();
        }
        if (asked.contains(Part.COMPLETE)) {
            completion.measure();
        }
        if (asked.contains(Part.SMALLEST)) {
            smallest.measure();
        }
        sums(stand, example.losses());
    }

    private void check() {
        if (runs < 0 || limitSeconds < 1 || workers < 1) {
            throw new CannotMeasureException("--runs, --limit and --workers must be 1 or more, but are " + runs + ", "
                    + limitSeconds + " and " + workers);
        }
    }

    private Set<Part> asked(Stand stand) {
        if (!parts.isEmpty()) {
            return EnumSet.copyOf(parts);
        }
        return stand.quick() ? EnumSet.of(Part.COMPLETE, Part.SPEED) : EnumSet.allOf(Part.class);
    }

    private List<Collector> collectors() {
        return collectors.isEmpty()
                ? List.of(Collector.values())
                : collectors.stream().map(Lab::collector).toList();
    }

    private Map<Condition, Integer> wanted(Stand stand, List<Jdk> jdks, List<Collector> chosen) {
        int each = stand.quick() ? 1 : 3;
        int many = runs > 0 ? runs : stand.quick() ? 2 : 20;
        List<Condition> conditions = new ArrayList<>();
        for (Condition condition : SmallestHeap.conditions(jdks, chosen)) {
            conditions.add(condition.withHeap(PROMISED));
            if (WITHOUT_CONCURRENCY.contains(condition.collector())) {
                conditions.add(condition.withHeap(PROMISED_WITHOUT_CONCURRENCY));
            }
        }
        Map<Condition, Integer> wanted = new LinkedHashMap<>();
        Condition often = new Condition(jdks.get(0), Collector.G1, PROMISED_WITHOUT_CONCURRENCY);
        conditions.forEach(condition -> wanted.put(condition, condition.equals(often) ? many : each));
        return wanted;
    }

    private static void sums(Stand stand, Losses losses) {
        stand.note("Governed runs that reached the end of the input: " + losses.runs()
                + "; OutOfMemoryErrors they contained: " + losses.contained() + ".");
        if (losses.runs() > 0) {
            stand.figure(Figure.none(stand.figureName("lost"), losses.lost()));
            stand.figure(Figure.none(stand.figureName("twice"), losses.twice()));
            stand.figure(Figure.none(stand.figureName("contradicted"), losses.contradicted()));
        }
    }
}
