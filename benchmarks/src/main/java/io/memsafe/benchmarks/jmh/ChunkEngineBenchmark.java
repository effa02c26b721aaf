package io.memsafe.benchmarks.jmh;

import io.memsafe.MemoryGovernor;
import io.memsafe.batch.BatchJob;
import io.memsafe.batch.BatchReport;
import io.memsafe.batch.ItemReader;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * What the chunk engine costs for each item when the items themselves cost nothing: integers that exist already, a
 * processor that returns them, a writer that counts them. Beside it a loop written by hand in chunks of 1,000.
 *
 * <p>Thread-safety: used by one thread of JMH; the workers are the contestants' own.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class ChunkEngineBenchmark {

    /** Items of one job; what a job costs once is spread over them. */
    public static final int ITEMS = 1_000_000;

    private static final int CHUNK = 1_000;

    /** How many workers, of the job as of the loop. */
    @Param({"1", "2"})
    public int workers = 1;

    private final MemoryGovernor governor = MemoryGovernor.start();
    private final List<Integer> items = IntStream.range(0, ITEMS).boxed().toList();

    /** For JMH. */
    public ChunkEngineBenchmark() {}

    /** Ends the governor's thread. */
    @TearDown(Level.Trial)
    public void close() {
        governor.close();
    }

    /**
     * A job of the chunk engine.
     *
     * @return for JMH to consume
     */
    @Benchmark
    @OperationsPerInvocation(ITEMS)
    public long governedJob() {
        CountingSink sink = new CountingSink();
        BatchReport report = BatchJob.<Integer, Integer>named("integers")
                .reader(ItemReader.of(items))
                .processor(item -> item)
                .writer(sink::write)
                .workers(workers)
                .run(governor);
        if (!report.complete()) {
            throw new IllegalStateException("the job did not complete: " + report);
        }
        return sink.all(ITEMS);
    }

    /**
     * The loop written by hand.
     *
     * @return for JMH to consume
     * @throws ExecutionException if a worker failed
     * @throws InterruptedException if JMH gives up
     */
    @Benchmark
    @OperationsPerInvocation(ITEMS)
    public long handWrittenLoop() throws ExecutionException, InterruptedException {
        CountingSink sink = new CountingSink();
        new HandWrittenLoop<>(items.iterator(), item -> item, sink::write, CHUNK).run(workers);
        return sink.all(ITEMS);
    }

    /** Counts what is written; written to by one thread at a time, as both contestants promise. */
    private static final class CountingSink {
        private long written;

        void write(List<? extends Integer> chunk) {
            written += chunk.size();
        }

        long all(long expected) {
            if (written != expected) {
                throw new IllegalStateException("wrote " + written + " items instead of " + expected);
            }
            return written;
        }
    }
}
