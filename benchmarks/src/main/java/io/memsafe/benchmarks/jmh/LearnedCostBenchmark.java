package io.memsafe.benchmarks.jmh;

import io.memsafe.admission.LearnedCost;
import io.memsafe.admission.MemoryBudget;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/**
 * What it costs to ask what a unit of work will hold, and to learn what it did. Beside it the least that counts by key.
 *
 * <p>Thread-safety: its state is shared by the threads of JMH; all of it is made for that.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class LearnedCostBenchmark {

    private static final String KEY = "report";
    private static final long BYTES = 100_000;

    private final LearnedCost costs = MemoryBudget.fixed(1_000_000_000).learnedCost(BYTES);
    private final ConcurrentHashMap<String, AtomicLong> counters = new ConcurrentHashMap<>();

    /** For JMH. */
    public LearnedCostBenchmark() {
        costs.learn(KEY, BYTES);
        counters.put(KEY, new AtomicLong());
    }

    /**
     * What a unit is expected to hold.
     *
     * @return for JMH to consume
     */
    @Benchmark
    public long estimate() {
        return costs.estimate(KEY);
    }

    /** A cost that was measured elsewhere. */
    @Benchmark
    public void learn() {
        costs.learn(KEY, BYTES);
    }

    /**
     * A unit that allocates nothing, measured from begin to end.
     *
     * @return for JMH to consume
     */
    @Benchmark
    public long measure() {
        try (LearnedCost.Measurement measurement = costs.measure(KEY)) {
            long expected = measurement.estimate();
            measurement.complete();
            return expected;
        }
    }

    /**
     * A counter for each key.
     *
     * @return for JMH to consume
     */
    @Benchmark
    public long mapOfCounters() {
        AtomicLong counter = counters.get(KEY);
        return counter == null ? 0 : counter.addAndGet(BYTES);
    }
}
