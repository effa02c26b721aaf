package io.memsafe.benchmarks.jmh;

import io.memsafe.benchmarks.stand.CannotMeasureException;
import io.memsafe.fork.Jdk;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.profile.LinuxPerfNormProfiler;
import org.openjdk.jmh.profile.ProfilerException;
import org.openjdk.jmh.results.BenchmarkResult;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** One fork of JMH: its own JVM, warmed up, then measured for some iterations, with the GC profiler. */
final class Fork {

    /** Nanoseconds for one call or item. */
    static final String NANOS = "ns";

    /** Bytes allocated for one call or item. */
    static final String BYTES = "bytes";

    /** Instructions of one call or item; there is none on a machine that does not count them. */
    static final String INSTRUCTIONS = "instructions";

    /** The iterations behind {@link #NANOS}. */
    static final String ITERATIONS = "iterations";

    /** What perf is asked for, and what it calls its answer. */
    private static final String COUNTED = "events=instructions";

    private static final String NORMALISED_ALLOCATION = "gc.alloc.rate.norm";

    /** From here on a runtime warns of what JMH reads its padding with. */
    private static final int WARNS_OF_UNSAFE = 24;

    private final List<String> flags;
    private final int warmups;
    private final int iterations;
    private final TimeValue iterationTime;
    private final boolean counted = countsInstructions();

    Fork(List<String> flags, int warmups, int iterations, TimeValue iterationTime) {
        this.flags = flags;
        this.warmups = warmups;
        this.iterations = iterations;
        this.iterationTime = iterationTime;
    }

    Map<String, Object> run(Cell cell) throws RunnerException {
        ChainedOptionsBuilder options = new OptionsBuilder()
                .include("^" + cell.type().getName().replace(".", "\\.") + "\\." + cell.method() + "$")
                .jvm(cell.jdk().java().toString())
                .jvmArgs(flags(cell.jdk()))
                .forks(1)
                .threads(cell.threads())
                .warmupIterations(warmups)
                .warmupTime(iterationTime)
                .measurementIterations(iterations)
                .measurementTime(iterationTime)
                .addProfiler(GCProfiler.class)
                .shouldFailOnError(true)
                .verbosity(VerboseMode.SILENT);
        if (counted) {
            options.addProfiler(LinuxPerfNormProfiler.class, COUNTED);
        }
        if (cell.workers() > 0) {
            options.param("workers", Integer.toString(cell.workers()));
        }
        Collection<RunResult> results = new Runner(options.build()).run();
        if (results.size() != 1) {
            throw new CannotMeasureException(
                    "JMH ran " + results.size() + " benchmarks of the name " + cell.method() + " instead of 1");
        }
        return values(results.iterator().next());
    }

    private static boolean countsInstructions() {
        try {
            new LinuxPerfNormProfiler(COUNTED);
            return true;
        } catch (ProfilerException e) {
            // No perf here, or a machine that does not let it count.
            return false;
        }
    }

    private String[] flags(Jdk jdk) {
        List<String> all = new ArrayList<>(flags);
        if (jdk.feature() >= WARNS_OF_UNSAFE) {
            all.add("--sun-misc-unsafe-memory-access=allow");
        }
        return all.toArray(String[]::new);
    }

    private static Map<String, Object> values(RunResult result) {
        List<Double> scores = new ArrayList<>();
        for (BenchmarkResult fork : result.getBenchmarkResults()) {
            for (IterationResult iteration : fork.getIterationResults()) {
                scores.add(iteration.getPrimaryResult().getScore());
            }
        }
        Map<String, Object> values = new LinkedHashMap<>();
        values.put(NANOS, result.getPrimaryResult().getScore());
        values.put(BYTES, allocation(result));
        result.getSecondaryResults().forEach((name, counted) -> {
            if (name.startsWith(INSTRUCTIONS)) {
                values.put(INSTRUCTIONS, counted.getScore());
            }
        });
        values.put(ITERATIONS, scores);
        return values;
    }

    private static double allocation(RunResult result) {
        for (String name : result.getSecondaryResults().keySet()) {
            if (name.endsWith(NORMALISED_ALLOCATION)) {
                return result.getSecondaryResults().get(name).getScore();
            }
        }
        BenchmarkParams params = result.getParams();
        throw new CannotMeasureException("JMH reported no " + NORMALISED_ALLOCATION + " for " + params.getBenchmark()
                + ": it reported " + result.getSecondaryResults().keySet());
    }
}
