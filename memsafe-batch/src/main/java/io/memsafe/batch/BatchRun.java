package io.memsafe.batch;

import io.memsafe.HeapAssessment;
import io.memsafe.MemoryGovernor;
import io.memsafe.PressureLevel;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
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
    private static final long LONGEST_LOOK_NANOS = 1_000_000_000L;
    private static final long NANOS_IN_MILLI = 1_000_000L;

    private static final long IDLE_MILLIS = 60_000;
    private static final long GRACE_MILLIS = 200;

    final BatchJob<I, O> job;
    final Input<I> input;
    final ItemProcessor<? super I, ? extends O> processor;
    final ChunkWriter<O> writer;
    final MemoryGovernor governor;
    final Gate gate;
    final Sizing sizing;
    final AllocationMeter meter;
    final Reserve reserve = new Reserve(Runtime.getRuntime().maxMemory());
    final Counts counts = new Counts();
    final Evidence evidence = new Evidence(this);
    final Retrying retrying;
    final Restart restart;
    final @Nullable Quarantine quarantine;
    final AtomicInteger apart = new AtomicInteger();
    final List<Lane<I, O>> lanes;
    private final Trace trace = new Trace();
    private final List<Thread> threads;
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    private final long startNanos = System.nanoTime();
    private final ItemReader<I> reader;
    private final @Nullable ProgressKeeper keeper;
    private final @Nullable HostedStore<?> hosted;
    private int active;
    private boolean died;
    private boolean woken;
    private long stopSeenNanos = -1;

    BatchRun(
            BatchJob<I, O> job,
            ItemReader<I> reader,
            ItemProcessor<? super I, ? extends O> processor,
            ChunkWriter<O> writer,
            Restart restart,
            MemoryGovernor governor) {
        this.job = job;
        this.reader = reader;
        this.processor = processor;
        this.meter = processor instanceof AsyncProcessor ? AllocationMeter.ofHeap() : new AllocationMeter();
        this.writer = writer;
        this.restart = restart;
        this.governor = governor;
        this.retrying = new Retrying(job.retry, counts);
        this.input = new Input<>(reader, restart, retrying, job.workers);
        this.lanes = new ArrayList<>(job.workers);
        this.sizing = new Sizing(job, governor, lanes);
        this.gate = new Gate(job.workers, governor::level, sizing::boundBytes, job.longestWait);
        this.quarantine =
                restart.replay() == null ? job.quarantine : restart.replay().quarantine();
        this.keeper =
                restart.store() == null ? null : new ProgressKeeper(this, restart.store(), job.checkpointInterval);
        this.hosted = restart.store() instanceof HostedStore<?> store ? store : null;
        if (hosted != null && keeper != null) {
            hosted.attach(keeper, restart.settled());
        }
        SavedProgress saved = restart.saved();
        if (saved != null) {
            counts.restore(saved.settled().tally());
            if (saved.learned() != null) {
                sizing.restore(saved.learned());
            }
        }
        this.threads = new ArrayList<>(job.workers);
        for (int i = 0; i < job.workers; i++) {
            lanes.add(new Lane<>(this, i));
        }
    }

    BatchReport run() {
        boolean interrupted = false;
        try {
            if (begin()) {
                startLanes();
                interrupted = await();
            }
        } finally {
            close("reader", reader);
            close("writer", writer);
            if (job.quarantine != null) {
                close("quarantine", job.quarantine);
            }
            if (quarantine != null && quarantine != job.quarantine) {
                close("quarantine of the replay", quarantine);
            }
            end();
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return report();
    }

    private boolean begin() {
        restart.notes().forEach(note -> LOG.info("job {}: {}", job.name, note));
        if (restart.failure() != null) {
            fail(restart.failure());
        }
        if (keeper == null || restart.over() || restart.failure() != null) {
            return restart.failure() == null && !restart.over();
        }
        try {
            keeper.begin();
            return true;
        } catch (Exception | OutOfMemoryError e) {
            fail(new CheckpointException(
                    "job " + job.name + " cannot begin: its progress cannot be saved, or its writer not be opened", e));
            return false;
        }
    }

    /** Keeps what was done, and gives up the claim. */
    private void end() {
        if (restart.replay() != null) {
            try {
                restart.replay().end(restart.settled());
            } catch (IOException | OutOfMemoryError e) {
                fail(new IllegalStateException("the quarantine " + job.replay + " could not be replaced", e));
            }
        }
        if (keeper != null && !restart.over()) {
            keeper.end(status());
        }
        if (restart.store() != null) {
            close("checkpoint", restart.store());
        }
    }

    private synchronized void startLanes() {
        for (int i = 0; i < lanes.size(); i++) {
            try {
                Thread thread = job.thread(lanes.get(i), i + 1);
                thread.start();
                active++;
                threads.add(thread); // there is room for all of them
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

    /** Called by each worker on its thread before all else. */
    void laneStarts() {
        if (hosted != null) {
            hosted.host().workerStarts();
        }
    }

    /** A worker has ended; {@code known} if it came to its end, or said what it failed with. */
    void laneEnded(boolean known) {
        try {
            if (hosted != null) {
                hosted.host().workerEnds();
            }
        } catch (RuntimeException | OutOfMemoryError e) {
            fail(e);
        } finally {
            leave(known);
        }
    }

    private synchronized void leave(boolean known) {
        active--;
        died |= !known;
        if (gate.gaveUp()) {
            for (int i = 0; i < threads.size(); i++) {
                threads.get(i).interrupt(); // those that are stuck and heed it end
            }
        }
        notifyAll();
    }

    /** Whether workers run; one whose very handlers an OutOfMemoryError took does not say that it has ended. */
    private synchronized boolean lanesRun() {
        for (int i = 0; active > 0 && i < threads.size(); i++) {
            if (threads.get(i).isAlive()) {
                return true;
            }
        }
        died |= active > 0;
        return false;
    }

    private boolean await() {
        boolean interrupted = false;
        while (lanesRun()) {
            try {
                pause(Math.min(untilNextLook(), keeper == null ? IDLE_MILLIS : keeper.dueMillis()));
                endReaderWait();
                if (keeper != null) {
                    keeper.tick();
                }
                if (lanesRun()) {
                    observe(false);
                }
            } catch (InterruptedException e) {
                interrupted = true;
                job.stop();
            } catch (OutOfMemoryError e) {
                LockSupport.parkNanos(this, NANOS_IN_MILLI); // the workers deal with it; this thread looks on
            }
        }
        lastLook();
        return interrupted;
    }

    private void lastLook() {
        try {
            observe(true);
        } catch (OutOfMemoryError e) {
            LOG.trace("the report does without the last moment", e);
        }
    }

    private long untilNextLook() {
        long now = System.nanoTime() - startNanos;
        long nanos = Math.min(trace.stepNanos(), LONGEST_LOOK_NANOS);
        for (int i = 0; i < job.progress.size(); i++) {
            nanos = Math.min(nanos, job.progress.get(i).dueInNanos(now));
        }
        long millis = Math.max(1, nanos / NANOS_IN_MILLI);
        return stopping() ? Math.min(millis, GRACE_MILLIS) : millis;
    }

    /**
     * Interrupts a reader that has not returned some time after the stop. Not at once: most readers only work, and an
     * interrupt can close what they read from.
     */
    private void endReaderWait() {
        if (!stopping() || !reader.interruptible()) {
            return;
        }
        long now = System.nanoTime() - startNanos;
        if (stopSeenNanos < 0) {
            stopSeenNanos = now;
        } else if (now - stopSeenNanos >= GRACE_MILLIS * NANOS_IN_MILLI) {
            input.readerWait().interrupt();
        }
    }

    /** The job was told to stop. */
    synchronized void wake() {
        woken = true;
        notifyAll();
    }

    private synchronized void pause(long millis) throws InterruptedException {
        long end = System.nanoTime() + millis * NANOS_IN_MILLI;
        for (long left = millis; active > 0 && left > 0 && !woken; left = (end - System.nanoTime()) / NANOS_IN_MILLI) {
            wait(left);
        }
        woken = false;
    }

    /** Keeps where the job stands, and tells those who want to know. */
    private void observe(boolean last) {
        long now = System.nanoTime() - startNanos;
        PressureLevel level = governor.level();
        if (trace.due(now, level) || last) {
            HeapAssessment heap = governor.assessment().heap();
            trace.add(
                    now,
                    counts.settled(),
                    counts.chunkSize,
                    heap.liveBytes(),
                    heap.capacityBytes(),
                    counts.contained.get());
        }
        for (int i = 0; i < job.progress.size(); i++) {
            job.progress.get(i).tell(now, last, this);
        }
    }

    BatchProgress progress() {
        return new BatchProgress(
                job.name,
                Duration.ofNanos(System.nanoTime() - startNanos),
                counts.readSoFar(lanes),
                counts.written.get(),
                counts.filtered.get(),
                counts.quarantined.get(),
                counts.chunkSize,
                counts.contained.get(),
                governor.level(),
                waiting());
    }

    private @Nullable String waiting() {
        long passing = input.passing();
        return passing < 0 ? gate.waiting() : "passes over items that were dealt with before, at item " + passing;
    }

    /** Whether workers should read no more. */
    boolean stopping() {
        return job.stop.get() || failed();
    }

    /** Whether a rule lets the item of this failure go; counts it if so. */
    boolean skips(Throwable error) throws SkipLimitExceededException {
        return !(error instanceof CheckpointException) && Shortage.in(error) != Shortage.JVM && job.skips.skips(error);
    }

    boolean failed() {
        return failure.get() != null;
    }

    /** Ends the job; the first failure is the one that is reported. */
    void fail(Throwable cause) {
        failure.compareAndSet(null, cause);
    }

    private void close(String what, AutoCloseable part) {
        try {
            part.close();
        } catch (Exception | OutOfMemoryError e) {
            fail(new IllegalStateException("closing the " + what + " of job " + job.name + " failed", e));
        }
    }

    private BatchStatus status() {
        if (failed()) {
            return BatchStatus.FAILED;
        }
        return input.exhausted() && !abandoned() ? BatchStatus.COMPLETED : BatchStatus.STOPPED;
    }

    /** Whether workers that have ended did not wait for items that they had begun. */
    private boolean abandoned() {
        for (int i = 0; i < lanes.size(); i++) {
            if (lanes.get(i).abandoned()) {
                return true;
            }
        }
        return false;
    }

    private BatchReport report() {
        SavedProgress saved = restart.saved();
        if (died) {
            fail(new IllegalStateException("a worker of job " + job.name
                    + " died of an OutOfMemoryError while it dealt with another one; its chunk may not be written"));
        }
        return new BatchReport(
                job.name,
                status(),
                Duration.ofNanos(System.nanoTime() - startNanos),
                counts.read.get(),
                counts.written.get(),
                counts.filtered.get(),
                counts.quarantined.get(),
                counts.quarantinedForMemory.get(),
                saved == null ? 0 : saved.settled().tally().items(),
                counts.retried.get(),
                counts.contained.get(),
                counts.chunks.get(),
                counts.smallestChunk(),
                counts.largestChunk(),
                job.workers,
                counts.allocatedBytes.get(),
                counts.times(),
                gate.waits(),
                trace.points(),
                job.guarantee(),
                restart.notes(),
                failure.get());
    }
}
