package io.memsafe.benchmarks.jmh;

import io.memsafe.MemoryGovernor;
import io.memsafe.PressureLevel;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * What asking for the level costs, beside nothing at all, a plain volatile read, and what people ask without a governor.
 *
 * <p>Thread-safety: its state is shared by the threads of JMH and only read.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class LevelBenchmark {

    private final MemoryMXBean memory = ManagementFactory.getMemoryMXBean();
    private final MemoryGovernor governor = MemoryGovernor.start();
    private volatile PressureLevel plain = PressureLevel.NORMAL;

    /** For JMH. */
    public LevelBenchmark() {}

    /** Ends the governor's thread. */
    @TearDown(Level.Trial)
    public void close() {
        governor.close();
    }

    /** The harness alone. */
    @Benchmark
    public void empty() {
        // Nothing: what is left is the cost of the harness.
    }

    /**
     * A read of a volatile field.
     *
     * @return for JMH to consume
     */
    @Benchmark
    public PressureLevel volatileRead() {
        return plain;
    }

    /**
     * The governor's level.
     *
     * @return for JMH to consume
     */
    @Benchmark
    public PressureLevel level() {
        return governor.level();
    }

    /**
     * Used bytes as the JVM tells them.
     *
     * @return for JMH to consume
     */
    @Benchmark
    public long heapMemoryUsage() {
        return memory.getHeapMemoryUsage().getUsed();
    }
}
