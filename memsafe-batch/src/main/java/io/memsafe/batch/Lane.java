package io.memsafe.batch;

import io.memsafe.batch.ChunkWriter.Piece;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * One worker: reads a chunk, processes it, writes it, and does so again.
 *
 * <p>An OutOfMemoryError in any of the three is contained here: first what was made of the chunk is dropped, then
 * this worker takes the heap alone and runs the chunk again, then in parts. An item that fails twice when it is alone
 * in the heap is set aside. One that had allocated about all there is when it failed is tried alone at once, and once: each
 * trial fills the heap, for everybody in the JVM.
 *
 * <p>An error that strikes between these steps, as {@code GC overhead limit exceeded} does, ends the turn, and the next
 * one begins with what is left of the chunk. {@link #settle(Piece)} is the one point at which items are done with; it
 * comes right after the write and allocates nothing, so that nothing that fails later can make them run again.
 *
 * <p>What no smaller chunk can help is not split: an item that overflows the stack is set aside at once, and one that
 * meets full metaspace or a limit of threads when it is tried again alone. If several in a row do, it is not their
 * fault, and the job ends.
 *
 * <p>Thread-safety: {@link #allocatedInFlight()} and {@link #beingRead()} may be called by any thread, the rest belongs to
 * the worker.
 */
final class Lane<I, O> implements Runnable {
    private static final int ATTEMPTS_ALONE = 2;
    private static final double HOG_RATIO = 0.9;
    private static final int MOST_ESCAPED = 20;
    private static final int MOST_APART = 3;
    private static final long PAUSE_NANOS = 100_000_000L;

    private final BatchRun<I, O> run;
    private final Chunk<I> chunk = new Chunk<>();
    private final LaneBytes bytes;
    private final Filling<I> filling;
    private final FlightChunk flight;
    private final @Nullable AsyncWindow<I, O> window;
    private BatchPhase phase = BatchPhase.READ;
    private int failedIndex = -1;
    private boolean hog;
    private long shortestWriteNanos;
    private boolean alone;

    Lane(BatchRun<I, O> run, int number) {
        this.run = run;
        this.bytes = new LaneBytes(run.meter);
        this.filling = new Filling<>(run, number, chunk, bytes, this::contained);
        this.flight = new FlightChunk(run.job.name);
        this.window = AsyncWindow.of(run.processor, run::stopping);
    }

    /** Bytes that this worker's chunk has allocated so far. */
    long allocatedInFlight() {
        return bytes.inFlight();
    }

    /** Items read of a chunk that is not counted as read yet. */
    int beingRead() {
        return filling.underWay();
    }

    @Override
    public void run() {
        boolean known = false; // an error may strike in a handler too
        try {
            run.laneStarts();
            boolean more = true;
            for (int escaped = 0; more && (!run.stopping() || left()); ) {
                try {
                    more = turn();
                    escaped = 0;
                } catch (Throwable e) {
                    if (!Shortage.containable(e) || ++escaped > MOST_ESCAPED) {
                        throw e;
                    }
                    contained(e);
                    LockSupport.parkNanos(this, PAUSE_NANOS);
                }
            }
            known = true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            run.fail(e);
            known = true;
        } catch (Throwable e) {
            run.fail(e);
            known = true;
        } finally {
            run.laneEnded(known);
        }
    }

    /** Whether a turn that an error ended has left a part of its chunk, which a stop does not wait for otherwise. */
    private boolean left() {
        return chunk.settled() < chunk.size() && !run.failed() && !abandoned();
    }

    /** Whether a part of the chunk is left because the job stopped while an asynchronous processor was at it. */
    boolean abandoned() {
        return window != null && window.abandoned();
    }

    /** One chunk, from the gate to the gate; {@code false} at the end of the input. */
    private boolean turn() throws Exception {
        long charged = (long) run.sizing.cost().largestBytes();
        run.gate.enter(charged);
        try {
            if (chunk.settled() < chunk.size()) {
                settleAlone();
                flight.end(chunk.size(), bytes.spentOnChunk());
                return true;
            }
            ChunkLimit limit = run.sizing.nextLimit();
            run.counts.chunkSize = limit.items();
            bytes.beginChunk(
                    run.sizing.laneBytes(), limit.bytes(), run.sizing.cost().largestBytes());
            flight.begin();
            long start = System.nanoTime();
            shortestWriteNanos = Long.MAX_VALUE;
            boolean more = fillContained(limit.items());
            run.counts.readNanos.addAndGet(System.nanoTime() - start);
            if (chunk.size() == 0) {
                return more;
            }
            long waited = System.nanoTime();
            charged = run.gate.charge(charged, (long) chunk.heldBytes(run.sizing.share()));
            waited = System.nanoTime() - waited;
            long afterRead = run.meter.read();
            if (workContained() && !abandoned()) {
                run.sizing
                        .cost()
                        .learn(chunk.size(), chunk.readBytes(), run.meter.read() - afterRead, chunk.largestBytes());
                long nanos = System.nanoTime() - start - waited;
                run.sizing.written(chunk.size(), charged, nanos, Math.min(nanos, shortestWriteNanos));
                run.apart.set(0);
            }
            flight.end(chunk.size(), bytes.spentOnChunk());
            run.counts.chunk(chunk.size(), !more);
            run.counts.allocatedBytes.addAndGet(bytes.spentOnChunk());
            return more;
        } finally {
            bytes.endChunk();
            run.gate.exit(charged);
        }
    }

    // ---- reading

    private boolean fillContained(int wanted) throws Exception {
        phase = BatchPhase.READ;
        try {
            return filling.fill(wanted);
        } catch (Throwable e) {
            rethrowUnlessContainable(e);
        }
        return alone(() -> {
            for (int attempt = 1; ; attempt++) {
                try {
                    return filling.fill(1);
                } catch (Throwable e) {
                    rethrowUnlessContainable(e);
                    if (attempt == ATTEMPTS_ALONE) {
                        filling.stepOver(e, attempt + 1);
                        return true;
                    }
                }
                LockSupport.parkNanos(this, PAUSE_NANOS);
            }
        });
    }

    // ---- processing and writing

    /** Deals with the whole chunk; {@code true} if it went through at the first attempt. */
    private boolean workContained() throws Exception {
        try {
            work(chunk.size());
            return true;
        } catch (Throwable e) {
            rethrowUnlessContainable(e);
        }
        settleAlone();
        return false;
    }

    private void settleAlone() throws Exception {
        alone(() -> {
            if (hog && failedIndex >= chunk.settled()) {
                split(chunk.settled(), chunk.size());
            }
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
                rethrowUnlessContainable(e);
                if (end - chunk.settled() > 1) {
                    LockSupport.parkNanos(this, PAUSE_NANOS);
                    split(chunk.settled(), end);
                    attempt = 0; // what is left begins anew
                    continue;
                }
                if (chunk.settled() > from) {
                    attempt = 0; // what was before it is dealt with: the last item begins anew
                } else if (attempt == ATTEMPTS_ALONE || hog || Shortage.in(e) == Shortage.STACK) {
                    if (!settleDoubt()) {
                        setAside(from, e, true, attempt + 1);
                        settle(piece(from, end, 0, 0));
                    }
                    return;
                }
            }
            LockSupport.parkNanos(this, PAUSE_NANOS);
        }
    }

    /**
     * Deals with a part that failed. If that was while an item was processed, the items before it went through: they are
     * written in two halves, and that item is tried by itself; so a poison item costs two errors more. Otherwise it
     * could be any item: the first half is dealt with, and the caller goes on with the second.
     */
    private void split(int from, int end) throws Exception {
        int failed = failedIndex;
        if (failed < from) {
            settle((from + end) >>> 1);
            return;
        }
        settle((from + failed) >>> 1);
        settle(failed);
        settle(failed + 1);
    }

    /** Deals with the chunk up to {@code end}, and leaves nothing under way when that fails. */
    private void work(int end) throws Exception {
        boolean again = false;
        try {
            workThrough(end);
        } catch (Throwable e) {
            again = Shortage.containable(e);
            throw e;
        } finally {
            if (window != null) {
                window.giveUp(again);
            }
        }
    }

    /**
     * Processes and writes the chunk from where it is settled up to {@code end}: in one go as foreseen, or in several
     * when the results turn out to hold more than this worker's share of the heap.
     */
    private void workThrough(int end) throws Exception {
        double share = run.sizing.share();
        while (chunk.settled() < end && !abandoned()) {
            if (settleDoubt()) {
                continue;
            }
            int from = chunk.settled();
            phase = BatchPhase.PROCESS;
            failedIndex = -1;
            hog = false;
            List<O> results = new ArrayList<>(end - from);
            int filtered = 0;
            long startBytes = bytes.beginItems();
            long startNanos = System.nanoTime();
            double largest = 0;
            int next = from;
            boolean fits = true; // changes only with a measurement
            while (fits
                    && next < end
                    && (window == null
                            || ready(window, next, end, (double) (bytes.atItems() - startBytes), largest, share))) {
                I item = chunk.get(next);
                if (item != null) {
                    filtered += process(item, next, results);
                }
                next++;
                if (bytes.endItem() || next == end) {
                    largest = Math.max(largest, (double) bytes.measure());
                    double spent = (double) (bytes.atItems() - startBytes);
                    fits = Chunk.heldBytes(spent, largest, share) < bytes.most();
                    run.sizing.look();
                }
            }
            phase = BatchPhase.WRITE;
            long processedNanos = System.nanoTime();
            run.counts.processNanos.addAndGet(processedNanos - startNanos);
            Piece piece = piece(from, next, results.size(), filtered);
            if (!results.isEmpty()) {
                write(results, piece);
                long writeNanos = System.nanoTime() - processedNanos;
                shortestWriteNanos = Math.min(shortestWriteNanos, writeNanos);
                run.counts.writeNanos.addAndGet(writeNanos);
            }
            settle(piece);
        }
    }

    /** Whether an item can be processed without waiting; {@code false} if the job stops before that. */
    private boolean ready(AsyncWindow<I, O> window, int index, int end, double spentBytes, double largest, double share)
            throws InterruptedException {
        double each = Math.max(largest, chunk.largestBytes());
        return window.ready(chunk, index, end, Chunk.room(spentBytes, each, share, bytes.most()));
    }

    private Piece piece(int from, int end, int written, int filtered) {
        return new Piece(chunk.position(from), chunk.position(end), written, filtered, chunk.forMemory(from, end));
    }

    /** Whether a write that failed in doubt turns out to have taken effect, so that there is less left to do. */
    private boolean settleDoubt() throws Exception {
        Piece done = run.writer.resolve(chunk.position(chunk.settled()));
        if (done != null) {
            settle(done);
        }
        return done != null;
    }

    private void settle(Piece piece) {
        chunk.settle((int) (piece.to() - chunk.position(0)));
        run.restart.settled().add(piece.from(), piece.to(), piece.written(), piece.filtered(), piece.forMemory());
        run.counts.written.addAndGet(piece.written());
        run.counts.filtered.addAndGet(piece.filtered());
    }

    /** Processes one item; returns 1 if it was filtered out. */
    private int process(I item, int index, List<O> results) throws Exception {
        O result;
        try {
            result = processWithRetry(item, index);
        } catch (Throwable e) {
            processFailed(index, e);
            return 0;
        }
        if (result != null) {
            results.add(result);
        }
        return result == null ? 1 : 0;
    }

    private @Nullable O processWithRetry(I item, int index) throws Exception {
        try {
            return window == null ? run.processor.process(item) : window.take(index);
        } catch (Exception e) {
            return run.retrying.<O>again(e, () -> run.processor.process(item));
        }
    }

    private void processFailed(int index, Throwable error) throws Exception {
        Shortage shortage = Shortage.in(error);
        if (shortage == Shortage.STACK) {
            setAside(index, error, true, 1);
        } else if (shortage != null && shortage != Shortage.JVM) {
            if (shortage.splitting() || !alone) {
                failedIndex = index;
                hog = shortage == Shortage.HEAP && bytes.sinceMeasured() >= HOG_RATIO * run.sizing.roomBytes();
                throw Shortage.thrown(error);
            }
            if (run.apart.incrementAndGet() > MOST_APART) {
                throw new ItemFailedException(run.job.name, phase, chunk.position(index), shortage.advice(), error);
            }
            setAside(index, error, true, 2);
        } else if (run.skips(error)) {
            setAside(index, error, false, 1);
        } else {
            throw new ItemFailedException(run.job.name, phase, chunk.position(index), key(index), error);
        }
    }

    private void write(List<O> results, Piece piece) throws Exception {
        try {
            try {
                run.writer.write(results, piece);
            } catch (Exception e) {
                run.retrying.again(e, () -> {
                    run.writer.write(results, piece);
                    return null;
                });
            }
        } catch (Throwable e) {
            Shortage shortage = Shortage.in(e);
            if (shortage != null && shortage != Shortage.JVM && (shortage.splitting() || !alone)) {
                throw e;
            }
            throw new ItemFailedException(
                    run.job.name, phase, piece.from(), shortage == null ? null : shortage.advice(), e);
        }
    }

    private void setAside(int index, Throwable error, boolean memory, int attempts) throws IOException {
        run.evidence.add(chunk.position(index), key(index), phase, error, memory, attempts, bytes.spentOnItem());
        chunk.remove(index, memory);
    }

    private @Nullable String key(int index) {
        I item = chunk.get(index);
        try {
            return item == null ? null : run.job.itemKey.apply(item);
        } catch (RuntimeException | OutOfMemoryError e) {
            return null; // the position is evidence enough
        }
    }

    // ---- containment

    /** Work that may fail as readers and writers do. */
    private interface Work {
        boolean run() throws Exception;
    }

    private boolean alone(Work work) throws Exception {
        run.reserve.release();
        run.gate.enterAlone();
        alone = true;
        try {
            return work.run();
        } finally {
            alone = false;
            run.gate.leaveAlone();
            run.reserve.arm();
        }
    }

    private void contained(Throwable error) {
        flight.contained();
        run.counts.contained.incrementAndGet();
        if (Shortage.in(error) == Shortage.HEAP) {
            run.sizing.outOfMemory();
        }
    }

    /** Counts an error of memory that the job lives through; any other goes on its way. */
    private void rethrowUnlessContainable(Throwable error) throws Exception {
        if (!Shortage.containable(error)) {
            throw Shortage.thrown(error);
        }
        contained(error);
    }
}
