package io.memsafe.benchmarks.jmh;

import io.memsafe.benchmarks.stand.CannotMeasureException;
import io.memsafe.benchmarks.stand.Interleaving;
import io.memsafe.benchmarks.stand.Lab;
import io.memsafe.benchmarks.stand.Stand;
import io.memsafe.fork.Jdk;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.openjdk.jmh.runner.options.TimeValue;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * The lab {@code jmh}: hot paths in nanoseconds and bytes.
 *
 * <p>Every fork is a run of its own, so that benchmarks and runtimes take turns and each fork has its own foreign CPU.
 * The figure of a benchmark is the median of its forks.
 */
@Command(
        name = "jmh",
        description =
                "What do the hot paths cost: asking for the level, a permit, a request, an item in the engine, an object or a buffer of a pool?"
                        + " Have they become slower since the last committed run?")
public final class JmhLab extends Lab {

    private static final List<String> FLAGS =
            List.of("-XX:+UseG1GC", "-Xms512m", "-Xmx512m", "--add-exports=java.base/jdk.internal.misc=ALL-UNNAMED");

    @Option(
            names = "--parts",
            split = ",",
            paramLabel = "PART",
            description =
                    "Only these: level, assessment, permits, costs, filter, engine, limits, pools, buffers, caches,"
                            + " metrics (all).")
    private List<Part> parts = List.of();

    @Option(names = "--forks", paramLabel = "N", description = "JVMs for each benchmark (5, and 3 of quick runs).")
    private int forks;

    @Option(
            names = "--jdks",
            paramLabel = "VERSION",
            split = ",",
            description = "Only these of the runtimes that are measured, for example 17 (all).")
    private List<Integer> features = List.of();

    /** What may be measured by itself. */
    enum Part {
        LEVEL,
        ASSESSMENT,
        PERMITS,
        COSTS,
        FILTER,
        ENGINE,
        LIMITS,
        POOLS,
        BUFFERS,
        CACHES,
        METRICS;

        List<HotPath> paths() {
            return switch (this) {
                case LEVEL -> HotPaths.level();
                case ASSESSMENT -> HotPaths.assessment();
                case PERMITS -> HotPaths.permits();
                case COSTS -> HotPaths.costs();
                case FILTER -> HotPaths.filter();
                case ENGINE -> HotPaths.engine();
                case LIMITS -> HotPaths.limits();
                case POOLS -> HotPaths.pools();
                case BUFFERS -> HotPaths.buffers();
                case CACHES -> HotPaths.caches();
                case METRICS -> HotPaths.metrics();
            };
        }
    }

    /** For the launcher. */
    public JmhLab() {}

    @Override
    protected List<String> variant() {
        return names(parts);
    }

    @Override
    protected void measure(Stand stand) {
        if (forks < 0) {
            throw new CannotMeasureException("--forks must be 1 or more, but is " + forks);
        }
        int rounds = forks > 0 ? forks : stand.quick() ? 3 : 5;
        Fork fork = stand.quick()
                ? new Fork(
                        FLAGS,
                        3,
                        2,
                        TimeValue.milliseconds(400)) // a permit that no longer takes memory needs warming up
                : new Fork(FLAGS, 5, 5, TimeValue.seconds(1));
        stand.fact("flags of the forks", String.join(" ", FLAGS));
        Set<Part> asked = parts.isEmpty() ? EnumSet.allOf(Part.class) : EnumSet.copyOf(parts);
        List<HotPath> paths =
                asked.stream().flatMap(part -> part.paths().stream()).toList();
        List<Jdk> jdks = stand.jdks(features);
        List<Cell> cells = new ArrayList<>();
        for (Jdk jdk : jdks) {
            paths.forEach(path -> cells.addAll(path.cells(jdk)));
        }
        stand.plan(cells.size() * rounds);
        Scores scores = new Scores();
        int round = 0;
        for (List<Cell> order : Interleaving.rounds(cells, rounds)) {
            round++;
            for (Cell cell : order) {
                if (!stand.timeFor(Duration.ofSeconds(6))) {
                    stand.note("Out of time: round " + round + " of " + rounds + " is not whole.");
                    break;
                }
                scores.add(cell, stand.run(cell.name(), round, () -> fork.run(cell)));
            }
        }
        paths.forEach(path -> path.show(stand, scores, jdks));
        new Regressions(stand.quick(), stand.processor()).show(stand, paths, scores, jdks);
    }
}
