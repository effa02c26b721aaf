package io.memsafe.benchmarks.jmh;

import io.memsafe.MemoryAssessment;
import io.memsafe.PressureLevel;
import io.memsafe.assess.MemoryAssessor;
import io.memsafe.level.LevelPolicy;
import io.memsafe.level.LevelThresholds;
import io.memsafe.signal.CollectionEvent;
import io.memsafe.signal.HeapSignal;
import io.memsafe.signal.Sample;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * What a step of the governor costs, on the real heap of the fork: reading it, assessing it, deciding the level. Beside it
 * what a monitor does that asks the beans of all pools of memory.
 *
 * <p>Thread-safety: none; used by one thread, as the governor's parts are.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class AssessmentBenchmark {

    private final HeapSignal signal = new HeapSignal(System::nanoTime, () -> {});
    private final MemoryAssessor assessor = new MemoryAssessor(signal.family(), System.nanoTime());
    private final Consumer<CollectionEvent> toAssessor = assessor::collected;
    private final LevelPolicy policy = new LevelPolicy(LevelThresholds.DEFAULT);
    private final List<MemoryPoolMXBean> pools = ManagementFactory.getMemoryPoolMXBeans();

    /** For JMH. */
    public AssessmentBenchmark() {
        signal.open();
    }

    /** Ends the notifications. */
    @TearDown
    public void close() {
        signal.close();
    }

    /**
     * The heap, read.
     *
     * @return for JMH to consume
     */
    @Benchmark
    public Sample sample() {
        return signal.read();
    }

    /**
     * The heap, read and assessed with its collections.
     *
     * @return for JMH to consume
     */
    @Benchmark
    public MemoryAssessment assessment() {
        signal.collections(toAssessor);
        return assessor.assess(signal.read(), List.of());
    }

    /**
     * The same, and the level decided.
     *
     * @return for JMH to consume
     */
    @Benchmark
    public PressureLevel assessmentAndLevel() {
        return policy.decide(assessment());
    }

    /**
     * Used bytes of all pools as their beans tell them.
     *
     * @return for JMH to consume
     */
    @Benchmark
    public long memoryPools() {
        long used = 0;
        for (int i = 0; i < pools.size(); i++) {
            used += pools.get(i).getUsage().getUsed();
        }
        return used;
    }
}
