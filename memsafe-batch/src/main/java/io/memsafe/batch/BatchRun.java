package io.memsafe.batch;

import io.memsafe.MemoryAssessment;
import io.memsafe.MemoryGovernor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One run of a job: what its workers share, and the thread that waits for them.
 *
 * <p>Thread-safety: the fields are safe for all workers; {@link #run()} belongs to the caller's thread.
 */
final class BatchRun<I, O> {
    private static final Logger LOG = LoggerFactory.getLogger(BatchJob.class);

    final BatchJob<I, O> job;
    final ItemReader<I> reader;
    final ItemProcessor<? super I, ? extends O> processor;
    final ItemWriter<? super O> writer;
    final MemoryGovernor governor;
    final Gate gate;
    final ChunkCost cost = new ChunkCost();
    final LiveShare share = new LiveShare();
    final ChunkSizer sizer;
    final AllocationMeter meter = new AllocationMeter();
    final Reserve reserve = new Reserve(Runtime.getRuntime().maxMemory());
    final Counts counts = new Counts();
    final List<Lane<I, O>> lanes;
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    private final AtomicLong liveSeen = new AtomicLong(-1);
    private final long startNanos = System.nanoTime();
    private int active;

    // Guarded by the reader's monitor.
    long nextPosition;
    boolean exhausted;

    BatchRun(
            BatchJob<I, O> job,
            ItemReader<I> reader,
            ItemProcessor<? super I, ? extends O> processor,
            ItemWriter<? super O> writer,
            MemoryGovernor governor) {
        this.job = job;
        this.reader = reader;
        this.processor = processor;
        this.writer = writer;
        this.governor = governor;
        this.gate = new Gate(job.workers, governor::level);
        this.sizer = new ChunkSizer(job.chunk, job.workers, cost, share);
        this.lanes = new ArrayList<>(job.workers);
        for (int i = 0; i < job.workers; i++) {
            lanes.add(new Lane<>(this));
        }
    }

    BatchReport run() {
        boolean interrupted = false;
        try {
            startLanes();
            interrupted = await();
        } finally {
            close("reader", reader);
            close("writer", writer);
            if (job.quarantine != null) {
                close("quarantine", job.quarantine);
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return report();
    }

    private synchronized void startLanes() {
        for (int i = 0; i < lanes.size(); i++) {
            Thread thread = new Thread(lanes.get(i), "memsafe-batch-" + job.name + "-" + (i + 1));
            thread.setDaemon(true);
            try {
                thread.start();
                active++;
            } catch (OutOfMemoryError e) {
                if (active == 0) {
                    fail(e);
                } else {
                    LOG.warn("job {} runs on {} of {} workers: no more threads", job.name, active, lanes.size(), e);
                }
                return;
            }
        }
    }

    synchronized void laneEnded() {
        active--;
        notifyAll();
    }

    private synchronized boolean lanesRun() {
        return active > 0;
    }

    private boolean await() {
        boolean interrupted = false;
        boolean telling = job.progress != null;
        while (lanesRun()) {
            try {
                pause(job.progressInterval.toMillis());
            } catch (InterruptedException e) {
                interrupted = true;
                job.stop();
            }
            if (telling && lanesRun()) {
                telling = tell();
            }
        }
        if (telling) {
            tell();
        }
        return interrupted;
    }

    private synchronized void pause(long millis) throws InterruptedException {
        long end = System.nanoTime() + millis * 1_000_000L;
        for (long left = millis; active > 0 && left > 0; left = (end - System.nanoTime()) / 1_000_000L) {
            wait(left);
        }
    }

    private boolean tell() {
        if (job.progress == null) {
            return false;
        }
        try {
            job.progress.accept(new BatchProgress(
                    job.name,
                    Duration.ofNanos(System.nanoTime() - startNanos),
                    counts.read.get(),
                    counts.written.get(),
                    counts.filtered.get(),
                    counts.quarantined.get(),
                    counts.chunkSize,
                    counts.contained.get(),
                    governor.level(),
                    gate.waiting()));
            return true;
        } catch (OutOfMemoryError e) {
            return true; // there will be another one
        } catch (RuntimeException e) {
            LOG.warn("the progress listener of job {} failed and is not called again", job.name, e);
            return false;
        }
    }

    /** Whether workers should read no more. */
    boolean stopping() {
        return job.stop.get() || failure.get() != null;
    }

    /** Ends the job; the first failure is the one that is reported. */
    void fail(Throwable cause) {
        failure.compareAndSet(null, cause);
    }

    /**
     * Puts a live set that has just become known beside what the chunks in flight have allocated; called often.
     *
     * @return the newest assessment
     */
    MemoryAssessment look() {
        MemoryAssessment memory = governor.assessment();
        long live = memory.liveBytes();
        long seen = liveSeen.get();
        if (memory.verified() && live != seen && liveSeen.compareAndSet(seen, live)) {
            long inFlight = 0;
            for (int i = 0; i < lanes.size(); i++) {
                inFlight += lanes.get(i).allocatedInFlight();
            }
            share.observe(live, inFlight);
        }
        return memory;
    }

    private void close(String what, AutoCloseable part) {
        try {
            part.close();
        } catch (Exception | OutOfMemoryError e) {
            fail(new IllegalStateException("closing the " + what + " of job " + job.name + " failed", e));
        }
    }

    private BatchReport report() {
        Throwable ended = failure.get();
        BatchStatus status =
                ended != null ? BatchStatus.FAILED : exhausted ? BatchStatus.COMPLETED : BatchStatus.STOPPED;
        return new BatchReport(
                job.name,
                status,
                Duration.ofNanos(System.nanoTime() - startNanos),
                counts.read.get(),
                counts.written.get(),
                counts.filtered.get(),
                counts.quarantined.get(),
                counts.quarantinedForMemory.get(),
                counts.contained.get(),
                counts.chunks.get(),
                counts.smallestChunk(),
                counts.largestChunk(),
                job.workers,
                Duration.ofNanos(gate.waitedNanos()),
                ended);
    }
}
