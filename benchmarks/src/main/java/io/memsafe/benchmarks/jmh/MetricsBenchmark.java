package io.memsafe.benchmarks.jmh;

import io.memsafe.MemoryGovernor;
import io.memsafe.metrics.MemsafeMetrics;
import io.micrometer.core.instrument.Measurement;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * What it costs to read a meter, as a registry does that publishes: all of them in turns. Beside it those that Micrometer
 * itself has of the JVM's memory.
 *
 * <p>Thread-safety: none; used by one thread.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class MetricsBenchmark {

    private final MemoryGovernor governor = MemoryGovernor.start();
    private final MeterRegistry registry = new SimpleMeterRegistry();
    private final MemsafeMetrics metrics = new MemsafeMetrics(governor);
    private final Round memsafe;
    private final Round jvm;

    /** For JMH. */
    public MetricsBenchmark() {
        metrics.bindTo(registry);
        memsafe = new Round(registry);
        MeterRegistry other = new SimpleMeterRegistry();
        new JvmMemoryMetrics().bindTo(other);
        jvm = new Round(other);
    }

    /** The meters of a registry, one after the other. */
    private static final class Round {
        private final Meter[] meters;
        private int next;

        Round(MeterRegistry registry) {
            meters = registry.getMeters().toArray(Meter[]::new);
            if (meters.length == 0) {
                throw new IllegalStateException("there are no meters to read");
            }
        }

        double read() {
            Meter meter = meters[next];
            next = next + 1 == meters.length ? 0 : next + 1;
            double sum = 0;
            for (Measurement measurement : meter.measure()) {
                sum += measurement.getValue();
            }
            return sum;
        }
    }

    /** Ends the governor's thread. */
    @TearDown
    public void close() {
        metrics.close();
        governor.close();
    }

    /**
     * A meter of the governor.
     *
     * @return for JMH to consume
     */
    @Benchmark
    public double memsafeMeters() {
        return memsafe.read();
    }

    /**
     * A meter of the JVM's memory.
     *
     * @return for JMH to consume
     */
    @Benchmark
    public double jvmMemoryMeters() {
        return jvm.read();
    }
}
