package io.memsafe.batch;

import io.memsafe.MemoryAssessment;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * One worker: reads a chunk, processes it, writes it, and does so again.
 *
 * <p>An OutOfMemoryError in any of the three is contained here: first what was made of the chunk is dropped, then
 * this worker takes the heap alone and runs the chunk again, then in halves. An item that fails twice when it is alone
 * in the heap is set aside. An error that strikes between these steps, as {@code GC overhead limit exceeded} does, ends
 * the turn, and the next one begins with what is left of the chunk. {@link Chunk#settle} is the one point at which items are done with; it comes right after
 * the write, so that nothing that fails later can make them run again.
 *
 * <p>Thread-safety: {@link #allocatedInFlight()} may be called by any thread, the rest belongs to the worker.
 */
final class Lane<I, O> implements Runnable {
    private static final int ATTEMPTS_ALONE = 2;
    private static final int MOST_ESCAPED = 20;
    private static final long PAUSE_NANOS = 100_000_000L;

    private final BatchRun<I, O> run;
    private final Evidence evidence;
    private final Chunk<I> chunk = new Chunk<>();
    private final AtomicLong inFlight = new AtomicLong();
    private BatchPhase phase = BatchPhase.READ;
    private long laneBytes;
    private long chunkStartBytes;
    private long itemStartBytes;

    Lane(BatchRun<I, O> run) {
        this.run = run;
        this.evidence = new Evidence(run);
    }

    /** Bytes that this worker's chunk has allocated so far. */
    long allocatedInFlight() {
        return inFlight.get();
    }

    @Override
    public void run() {
        try {
            boolean more = true;
            for (int escaped = 0; more && !run.stopping(); ) {
                try {
                    more = turn();
                    escaped = 0;
                } catch (Throwable e) {
                    if (!OutOfMemory.isIn(e) || ++escaped > MOST_ESCAPED) {
                        throw e;
                    }
                    contained();
                    LockSupport.parkNanos(this, PAUSE_NANOS);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            run.fail(e);
        } catch (Throwable e) {
            run.fail(e);
        } finally {
            run.laneEnded();
        }
    }

    /** One chunk, from the gate to the gate; {@code false} at the end of the input. */
    private boolean turn() throws Exception {
        run.gate.enter();
        long charged = 0;
        try {
            if (chunk.settled() < chunk.size()) {
                settleAlone();
                return true;
            }
            MemoryAssessment memory = run.look();
            long bound = run.sizer.boundBytes(memory, run.governor.level());
            int wanted = run.sizer.items(bound);
            run.counts.chunkSize = wanted;
            chunkStartBytes = run.meter.read();
            long start = System.nanoTime();
            laneBytes = bound / run.job.workers;
            boolean more = fillContained(wanted);
            if (chunk.size() == 0) {
                return more;
            }
            long waited = System.nanoTime();
            charged = (long) (chunk.foretoldBytes() * run.share.share());
            run.gate.charge(charged, bound);
            waited = System.nanoTime() - waited;
            long afterRead = run.meter.read();
            if (workContained()) {
                run.cost.learn(chunk.size(), chunk.readBytes(), run.meter.read() - afterRead);
                run.sizer.written(chunk.size(), System.nanoTime() - start - waited);
            }
            run.counts.chunk(chunk.size(), !more);
            return more;
        } finally {
            inFlight.lazySet(0);
            run.gate.exit(charged);
        }
    }

    // ---- reading

    private boolean fillContained(int wanted) throws Exception {
        try {
            return fill(wanted);
        } catch (Throwable e) {
            if (!OutOfMemory.isIn(e)) {
                throw e;
            }
            contained();
        }
        return alone(() -> {
            for (int attempt = 1; ; attempt++) {
                try {
                    return fill(1);
                } catch (Throwable e) {
                    if (!OutOfMemory.isIn(e)) {
                        throw e;
                    }
                    contained();
                    if (attempt == ATTEMPTS_ALONE) {
                        stepOver(e, attempt + 1);
                        return true;
                    }
                }
                LockSupport.parkNanos(this, PAUSE_NANOS);
            }
        });
    }

    /**
     * Reads up to {@code wanted} items, or until they are foretold to hold this worker's share of the heap. An OutOfMemoryError is
     * thrown only if nothing had been read; otherwise the items before it go on, and the next turn meets it again.
     */
    private boolean fill(int wanted) throws Exception {
        phase = BatchPhase.READ;
        synchronized (run.reader) {
            chunk.begin(run.nextPosition);
            if (run.exhausted || run.stopping()) {
                return false;
            }
            ChunkCost.Forecast forecast = run.cost.forecast();
            double share = run.share.share();
            itemStartBytes = run.meter.read();
            while (chunk.size() < wanted && chunk.foretoldBytes() * share < laneBytes) {
                I item;
                try {
                    chunk.ensureRoom(); // or an item that was read could be lost for want of a place
                    item = run.reader.read();
                } catch (Throwable e) {
                    if (!OutOfMemory.isIn(e)) {
                        if (!skipRead(e)) {
                            return false;
                        }
                        continue;
                    }
                    if (chunk.size() == 0) {
                        throw e;
                    }
                    contained();
                    return true;
                }
                if (item == null) {
                    run.exhausted = true;
                    return false;
                }
                long now = run.meter.read();
                chunk.add(item, now - itemStartBytes, forecast.bytes(now - itemStartBytes));
                itemStartBytes = now;
                inFlight.lazySet(now - chunkStartBytes);
                run.nextPosition++;
                run.counts.read.incrementAndGet();
            }
            return true;
        }
    }

    /** Steps over an item that could not be read, or fails the job; what has been read goes on in both cases. */
    private boolean skipRead(Throwable error) {
        long position = run.nextPosition;
        try {
            if (run.job.skips.skips(error)) {
                evidence.add(position, run.reader.skip(), phase, error, false, 1, spentOnItem());
                chunk.addSkipped();
                run.nextPosition++;
                run.counts.read.incrementAndGet();
                return true;
            }
            run.fail(new ItemFailedException(run.job.name, phase, position, null, error));
        } catch (Exception e) {
            if (e != error) {
                e.addSuppressed(error);
            }
            run.fail(new ItemFailedException(run.job.name, phase, position, null, e));
        }
        return false;
    }

    private void stepOver(Throwable error, int attempts) throws Exception {
        synchronized (run.reader) {
            evidence.add(run.nextPosition, run.reader.skip(), phase, error, true, attempts, spentOnItem());
            run.nextPosition++;
            run.counts.read.incrementAndGet();
        }
    }

    // ---- processing and writing

    /** Deals with the whole chunk; {@code true} if it went through at the first attempt. */
    private boolean workContained() throws Exception {
        try {
            work(chunk.size());
            return true;
        } catch (Throwable e) {
            if (!OutOfMemory.isIn(e)) {
                throw e;
            }
            contained();
        }
        settleAlone();
        return false;
    }

    private void settleAlone() throws Exception {
        alone(() -> {
            settle(chunk.size());
            return true;
        });
    }

    /** Runs the chunk up to {@code end} with the heap alone; splits what does not fit. */
    private void settle(int end) throws Exception {
        for (int attempt = 1; chunk.settled() < end; attempt++) {
            int from = chunk.settled();
            try {
                work(end);
                return;
            } catch (Throwable e) {
                if (!OutOfMemory.isIn(e)) {
                    throw e;
                }
                contained();
                if (end - chunk.settled() > 1) {
                    break;
                }
                if (chunk.settled() > from) {
                    attempt = 0; // what was before it is dealt with: the last item begins anew
                } else if (attempt == ATTEMPTS_ALONE) {
                    setAside(from, e, true, attempt + 1);
                    chunk.settle(end);
                    return;
                }
            }
            LockSupport.parkNanos(this, PAUSE_NANOS);
        }
        if (chunk.settled() < end) {
            settle((chunk.settled() + end) >>> 1);
            settle(end);
        }
    }

    /**
     * Processes and writes the chunk from where it is settled up to {@code end}: in one go as foreseen, or in several
     * when the results turn out to hold more than this worker's share of the heap.
     */
    private void work(int end) throws Exception {
        double share = run.share.share();
        while (chunk.settled() < end) {
            int from = chunk.settled();
            phase = BatchPhase.PROCESS;
            List<O> results = new ArrayList<>(end - from);
            int filtered = 0;
            long startBytes = run.meter.read();
            itemStartBytes = startBytes;
            int next = from;
            while (next < end && (next == from || (itemStartBytes - startBytes) * share < laneBytes)) {
                I item = chunk.get(next);
                if (item != null) {
                    filtered += process(item, next, results);
                }
                next++;
            }
            phase = BatchPhase.WRITE;
            if (!results.isEmpty()) {
                write(results, from);
            }
            chunk.settle(next);
            run.counts.written.addAndGet(results.size());
            run.counts.filtered.addAndGet(filtered);
        }
    }

    /** Processes one item; returns 1 if it was filtered out. */
    private int process(I item, int index, List<O> results) throws Exception {
        O result;
        try {
            result = run.processor.process(item);
        } catch (Throwable e) {
            if (OutOfMemory.isIn(e)) {
                throw e;
            }
            skipProcess(index, e);
            return 0;
        }
        if (result != null) {
            results.add(result);
        }
        itemStartBytes = run.meter.read();
        inFlight.lazySet(itemStartBytes - chunkStartBytes);
        run.look();
        return result == null ? 1 : 0;
    }

    private void write(List<O> results, int from) throws Exception {
        try {
            if (run.writer.concurrent()) {
                run.writer.write(results);
            } else {
                synchronized (run.writer) {
                    run.writer.write(results);
                }
            }
        } catch (Throwable e) {
            if (OutOfMemory.isIn(e)) {
                throw e;
            }
            throw new ItemFailedException(run.job.name, phase, chunk.position(from), null, e);
        }
    }

    private void skipProcess(int index, Throwable error) throws Exception {
        if (!run.job.skips.skips(error)) {
            throw new ItemFailedException(run.job.name, phase, chunk.position(index), key(index), error);
        }
        setAside(index, error, false, 1);
    }

    private void setAside(int index, Throwable error, boolean memory, int attempts) throws IOException {
        evidence.add(chunk.position(index), key(index), phase, error, memory, attempts, spentOnItem());
        chunk.remove(index);
    }

    private @Nullable String key(int index) {
        I item = chunk.get(index);
        try {
            return item == null ? null : run.job.itemKey.apply(item);
        } catch (RuntimeException | OutOfMemoryError e) {
            return null; // the position is evidence enough
        }
    }

    private long spentOnItem() {
        return run.meter.read() - itemStartBytes;
    }

    // ---- containment

    /** Work that may fail as readers and writers do. */
    private interface Work {
        boolean run() throws Exception;
    }

    private boolean alone(Work work) throws Exception {
        run.reserve.release();
        run.gate.enterAlone();
        try {
            return work.run();
        } finally {
            run.gate.leaveAlone();
            run.reserve.arm();
        }
    }

    private void contained() {
        run.counts.contained.incrementAndGet();
        run.sizer.outOfMemory();
    }
}
