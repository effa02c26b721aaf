package io.memsafe.batch;

import io.memsafe.HeapAssessment;
import io.memsafe.MemoryAssessment;
import io.memsafe.MemoryGovernor;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/**
 * How large chunks may be: what the job has learned of its items and its chunks, beside the heap as it is.
 *
 * <p>Thread-safety: all methods may be called by all workers.
 */
final class Sizing {
    private final MemoryGovernor governor;
    private final int workers;
    private final List<? extends Lane<?, ?>> lanes;
    private final ChunkSizer sizer;
    private final ChunkCost cost = new ChunkCost();
    private final LiveShare share = new LiveShare();
    private final ByteBound bound;
    private final AtomicLong lookedNanos = new AtomicLong(-1);

    /** The list of workers is read when chunks are in flight. */
    Sizing(BatchJob<?, ?> job, MemoryGovernor governor, List<? extends Lane<?, ?>> lanes) {
        this.governor = governor;
        this.workers = job.workers;
        this.lanes = lanes;
        this.sizer = job.sizer();
        this.bound = new ByteBound(workers, job.mostBytes, share);
    }

    /** What items allocate. */
    ChunkCost cost() {
        return cost;
    }

    /** The share of what chunks allocate that is alive when a collection comes, 0.0 to 1.0. */
    double share() {
        return share.share();
    }

    /** Bytes that there are for the items of all chunks. */
    long roomBytes() {
        return look().capacityBytes() - share.baseBytes();
    }

    /** Bytes that all chunks in flight may hold together. */
    long boundBytes() {
        return bound.bytes(look(), governor.level());
    }

    /** Bytes that one worker's chunk may hold. */
    long laneBytes() {
        return Math.max(1, boundBytes() / workers);
    }

    /** How large the next chunk may be. */
    ChunkLimit nextLimit() {
        ChunkOutlook outlook = new ChunkOutlook(laneBytes(), cost.meanBytes() * share.share());
        synchronized (sizer) {
            return sizer.next(outlook);
        }
    }

    /** A worker got the reader, after so long a wait for its turn. */
    void tookTurn(long waitedNanos) {
        synchronized (sizer) {
            if (sizer instanceof AdaptiveSizer adaptive) {
                adaptive.tookTurn(waitedNanos);
            }
        }
    }

    /** A chunk was written at the first attempt. */
    void written(int items, long bytes, long nanos, long writeNanos) {
        bound.written();
        Duration elapsed = Duration.ofNanos(nanos);
        Duration writing = Duration.ofNanos(writeNanos);
        synchronized (sizer) {
            sizer.written(items, bytes, elapsed, writing);
        }
    }

    /** An OutOfMemoryError was met. */
    void outOfMemory() {
        bound.outOfMemory();
        synchronized (sizer) {
            sizer.outOfMemory();
        }
    }

    /**
     * Puts a live set that has become known beside what the chunks in flight had allocated; called often.
     *
     * @return the newest assessment of the heap
     */
    HeapAssessment look() {
        MemoryAssessment now = governor.assessment();
        long nanos = now.uptime().toNanos();
        long looked = lookedNanos.get();
        if (nanos != looked && lookedNanos.compareAndSet(looked, nanos)) {
            long inFlight = 0;
            for (int i = 0; i < lanes.size(); i++) {
                inFlight += lanes.get(i).allocatedInFlight();
            }
            share.look(nanos, now.heap(), inFlight);
        }
        return now.heap();
    }

    /** Starts with what another run has learned. */
    void restore(Learned learned) {
        if (sizer instanceof AdaptiveSizer adaptive) {
            adaptive.restore(learned);
        }
        bound.restore(learned.fraction());
        cost.restore(learned.costItems(), learned.readBytes(), learned.laterBytes());
        share.restore(learned.liveShare());
    }

    /** What the next run should know. */
    Learned learned() {
        int wanted = 0;
        double fixedNanos = 0;
        synchronized (sizer) {
            if (sizer instanceof AdaptiveSizer adaptive) {
                wanted = adaptive.wanted();
                fixedNanos = adaptive.fixedNanos();
            }
        }
        return cost.learned(wanted, bound.fraction(), fixedNanos, share.share());
    }
}
