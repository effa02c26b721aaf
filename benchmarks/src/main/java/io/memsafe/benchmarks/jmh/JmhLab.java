package io.memsafe.benchmarks.jmh;

import io.memsafe.benchmarks.stand.CannotMeasureException;
import io.memsafe.benchmarks.stand.Figure;
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
                "What do the hot paths cost: asking for the level, a permit, a request, an item in the engine, an object or a buffer of a pool?")
public final class JmhLab extends Lab {

    private static final List<String> LEVEL_METHODS = List.of("empty", "volatileRead", "level", "heapMemoryUsage");
    private static final List<String> PERMIT_METHODS = List.of(
            "compareAndSet",
            "semaphore",
            "bulkhead",
            "concurrencyLimits",
            "reserve",
            "permit",
            "permitAndRefusal",
            "childPermit");
    private static final List<String> FILTER_METHODS = List.of("limiter", "filter", "filterRefusal");
    private static final List<String> JOB_METHODS = List.of("handWrittenLoop", "governedJob");
    private static final List<String> POOL_METHODS = List.of("governedPool", "stormpot", "queue", "commonsPool");
    private static final List<Integer> BUFFER_KILOBYTES = List.of(1, 8, 64);
    private static final List<Integer> ONE_AND_TWO = List.of(1, 2);
    private static final List<String> FLAGS = List.of("-XX:+UseG1GC", "-Xms512m", "-Xmx512m");
    private static final double LEVEL_NANOS_BAR = 2;
    private static final double LEVEL_BYTES_BAR = 0.01;
    private static final double PERMIT_NANOS_BAR = 40;
    private static final double PERMIT_BYTES_BAR = 0.01;
    private static final double PERMIT_TO_SEMAPHORE_BAR = 1;
    private static final double PERMIT_TO_BULKHEAD_BAR = 1;
    private static final double PERMIT_TO_LIMITER_BAR = 1 / 3.0;
    private static final double POOL_TO_STORMPOT_BAR = 1.15;
    private static final double POOL_TO_COMMONS_BAR = 0.2;
    private static final double POOL_BYTES_BAR = 0.01;
    private static final double BUFFER_TO_NETTY_BAR = 1;
    private static final double FILTER_NANOS_BAR = 250;
    private static final double REFUSAL_NANOS_BAR = 100;
    private static final double FILTER_BYTES_BAR = 0.01;
    private static final double ENGINE_NANOS_BAR = 60;
    private static final double ENGINE_BYTES_BAR = 1;

    @Option(
            names = "--parts",
            split = ",",
            paramLabel = "PART",
            description = "Only these: level, permits, filter, engine, pools, buffers (all).")
    private List<Part> parts = List.of();

    @Option(names = "--forks", paramLabel = "N", description = "JVMs for each benchmark (5, and 3 of quick runs).")
    private int forks;

    /** What may be measured by itself. */
    enum Part {
        LEVEL,
        PERMITS,
        FILTER,
        ENGINE,
        POOLS,
        BUFFERS
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
        List<Cell> cells = cells(stand.jdks(), asked);
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
        JmhTables tables = new JmhTables(scores, stand.jdks());
        for (Part part : asked) {
            switch (part) {
                case LEVEL -> {
                    stand.table(tables.levels(LEVEL_METHODS, ONE_AND_TWO));
                    levelFigures(stand, scores);
                }
                case PERMITS -> {
                    stand.table(tables.permits(PERMIT_METHODS, ONE_AND_TWO));
                    permitFigures(stand, scores);
                }
                case FILTER -> {
                    stand.table(tables.filters(FILTER_METHODS, ONE_AND_TWO));
                    filterFigures(stand, scores);
                }
                case ENGINE -> {
                    stand.table(tables.jobs(ONE_AND_TWO));
                    engineFigures(stand, scores);
                }
                case POOLS -> {
                    stand.table(tables.pools(POOL_METHODS, ONE_AND_TWO));
                    poolFigures(stand, scores);
                }
                case BUFFERS -> {
                    BUFFER_KILOBYTES.forEach(kilobytes -> stand.table(tables.buffers(kilobytes, ONE_AND_TWO)));
                    bufferFigures(stand, scores);
                }
            }
        }
    }

    private static List<Cell> cells(List<Jdk> jdks, Set<Part> asked) {
        List<Cell> cells = new ArrayList<>();
        for (Jdk jdk : jdks) {
            for (int threads : ONE_AND_TWO) {
                for (Part part : asked) {
                    switch (part) {
                        case LEVEL -> add(cells, LevelBenchmark.class, LEVEL_METHODS, jdk, threads);
                        case PERMITS -> add(cells, PermitBenchmark.class, PERMIT_METHODS, jdk, threads);
                        case FILTER -> add(cells, FilterBenchmark.class, FILTER_METHODS, jdk, threads);
                        case ENGINE ->
                            JOB_METHODS.forEach(
                                    method -> cells.add(Cell.job(ChunkEngineBenchmark.class, method, jdk, threads)));
                        case POOLS -> add(cells, PoolBenchmark.class, POOL_METHODS, jdk, threads);
                        case BUFFERS ->
                            BUFFER_KILOBYTES.forEach(kilobytes -> add(
                                    cells, BufferBenchmark.class, BufferBenchmark.methods(kilobytes), jdk, threads));
                    }
                }
            }
        }
        return cells;
    }

    private static void add(List<Cell> cells, Class<?> type, List<String> methods, Jdk jdk, int threads) {
        methods.forEach(method -> cells.add(Cell.called(type, method, jdk, threads)));
    }

    private static void levelFigures(Stand stand, Scores scores) {
        for (Jdk jdk : stand.jdks()) {
            for (int threads : ONE_AND_TWO) {
                Cell level = Cell.called(LevelBenchmark.class, "level", jdk, threads);
                String name = stand.figureName("level." + jdk.feature() + "." + threads + "t.");
                stand.figure(Figure.below(name + "ns", scores.median(level, Fork.NANOS), LEVEL_NANOS_BAR, 3));
                stand.figure(Figure.below(name + "bytes", scores.median(level, Fork.BYTES), LEVEL_BYTES_BAR, 5));
            }
        }
    }

    private static void engineFigures(Stand stand, Scores scores) {
        for (Jdk jdk : stand.jdks()) {
            for (int workers : ONE_AND_TWO) {
                Cell job = Cell.job(ChunkEngineBenchmark.class, "governedJob", jdk, workers);
                Cell loop = Cell.job(ChunkEngineBenchmark.class, "handWrittenLoop", jdk, workers);
                String name = stand.figureName("engine." + jdk.feature() + "." + workers + "w.more-");
                double nanos = scores.median(job, Fork.NANOS) - scores.median(loop, Fork.NANOS);
                stand.figure(Figure.atMost(name + "ns", nanos, ENGINE_NANOS_BAR, 1));
                if (JmhTables.knowsBytesOfJobs(jdk)) {
                    double bytes = scores.median(job, Fork.BYTES) - scores.median(loop, Fork.BYTES);
                    stand.figure(Figure.atMost(name + "bytes", bytes, ENGINE_BYTES_BAR, 2));
                }
            }
        }
    }

    private static void permitFigures(Stand stand, Scores scores) {
        for (Jdk jdk : stand.jdks()) {
            String name = stand.figureName("permit." + jdk.feature() + ".");
            Cell one = Cell.called(PermitBenchmark.class, "permit", jdk, 1);
            stand.figure(Figure.below(name + "1t.ns", scores.median(one, Fork.NANOS), PERMIT_NANOS_BAR, 1));
            stand.figure(Figure.below(name + "1t.bytes", scores.median(one, Fork.BYTES), PERMIT_BYTES_BAR, 5));
            Cell two = Cell.called(PermitBenchmark.class, "permit", jdk, 2);
            Cell semaphore = Cell.called(PermitBenchmark.class, "semaphore", jdk, 2);
            stand.figure(
                    Figure.atMost(name + "2t.semaphores", ratio(scores, two, semaphore), PERMIT_TO_SEMAPHORE_BAR, 2));
            for (int threads : ONE_AND_TWO) {
                Cell permit = Cell.called(PermitBenchmark.class, "permit", jdk, threads);
                Cell bulkhead = Cell.called(PermitBenchmark.class, "bulkhead", jdk, threads);
                Cell limiter = Cell.called(PermitBenchmark.class, "concurrencyLimits", jdk, threads);
                String beside = name + threads + "t.";
                stand.figure(Figure.atMost(
                        beside + "bulkheads", ratio(scores, permit, bulkhead), PERMIT_TO_BULKHEAD_BAR, 2));
                stand.figure(
                        Figure.atMost(beside + "limiters", ratio(scores, permit, limiter), PERMIT_TO_LIMITER_BAR, 2));
            }
        }
    }

    private static void filterFigures(Stand stand, Scores scores) {
        for (Jdk jdk : stand.jdks()) {
            for (int threads : ONE_AND_TWO) {
                String name = stand.figureName("filter." + jdk.feature() + "." + threads + "t.");
                Cell filter = Cell.called(FilterBenchmark.class, "filter", jdk, threads);
                Cell limiter = Cell.called(FilterBenchmark.class, "limiter", jdk, threads);
                Cell refusal = Cell.called(FilterBenchmark.class, "filterRefusal", jdk, threads);
                stand.figure(Figure.atMost(name + "ns", scores.median(filter, Fork.NANOS), FILTER_NANOS_BAR, 1));
                stand.figure(Figure.below(name + "bytes", scores.median(filter, Fork.BYTES), FILTER_BYTES_BAR, 5));
                stand.figure(Figure.below(name + "limiters", ratio(scores, filter, limiter), 1, 2));
                stand.figure(
                        Figure.atMost(name + "refusal-ns", scores.median(refusal, Fork.NANOS), REFUSAL_NANOS_BAR, 1));
            }
        }
    }

    private static void poolFigures(Stand stand, Scores scores) {
        for (Jdk jdk : stand.jdks()) {
            for (int threads : ONE_AND_TWO) {
                String name = stand.figureName("pool." + jdk.feature() + "." + threads + "t.");
                Cell pool = Cell.called(PoolBenchmark.class, "governedPool", jdk, threads);
                Cell stormpot = Cell.called(PoolBenchmark.class, "stormpot", jdk, threads);
                Cell commons = Cell.called(PoolBenchmark.class, "commonsPool", jdk, threads);
                stand.figure(Figure.atMost(name + "stormpots", ratio(scores, pool, stormpot), POOL_TO_STORMPOT_BAR, 2));
                stand.figure(Figure.atMost(name + "commons", ratio(scores, pool, commons), POOL_TO_COMMONS_BAR, 2));
                stand.figure(Figure.below(name + "bytes", scores.median(pool, Fork.BYTES), POOL_BYTES_BAR, 5));
            }
        }
    }

    private static void bufferFigures(Stand stand, Scores scores) {
        for (Jdk jdk : stand.jdks()) {
            for (int threads : ONE_AND_TWO) {
                for (int kilobytes : BUFFER_KILOBYTES) {
                    String name = stand.figureName("buffer." + jdk.feature() + "." + threads + "t." + kilobytes + "k.");
                    Cell pooled = Cell.called(BufferBenchmark.class, "pooled" + kilobytes, jdk, threads);
                    Cell netty = Cell.called(BufferBenchmark.class, "netty" + kilobytes, jdk, threads);
                    stand.figure(Figure.atMost(name + "netties", ratio(scores, pooled, netty), BUFFER_TO_NETTY_BAR, 2));
                    stand.figure(Figure.below(name + "bytes", scores.median(pooled, Fork.BYTES), POOL_BYTES_BAR, 5));
                }
            }
        }
    }

    private static double ratio(Scores scores, Cell one, Cell other) {
        return scores.median(one, Fork.NANOS) / scores.median(other, Fork.NANOS);
    }
}
