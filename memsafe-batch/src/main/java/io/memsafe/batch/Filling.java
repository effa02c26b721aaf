package io.memsafe.batch;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * Reads the items of one worker's chunks.
 *
 * <p>Thread-safety: {@link #underWay()} may be called by any thread, the rest belongs to the worker; takes turns with others
 * on the monitor of the input.
 */
final class Filling<I> {
    private final BatchRun<I, ?> run;
    private final int lane;
    private final Chunk<I> chunk;
    private final LaneBytes bytes;
    private final Consumer<Throwable> contained;
    private final AtomicInteger underWay = new AtomicInteger();

    Filling(BatchRun<I, ?> run, int lane, Chunk<I> chunk, LaneBytes bytes, Consumer<Throwable> contained) {
        this.run = run;
        this.lane = lane;
        this.chunk = chunk;
        this.bytes = bytes;
        this.contained = contained;
    }

    /** Items read of a chunk that is not counted yet. */
    int underWay() {
        return underWay.get();
    }

    /**
     * Reads up to {@code wanted} items, or until they are foretold to hold this worker's share of the heap. An error of memory
     * is thrown only if nothing had been read; otherwise the items before it go on, and the next turn meets it again.
     */
    boolean fill(int wanted) throws Exception {
        long asked = System.nanoTime();
        synchronized (run.input) {
            run.sizing.tookTurn(System.nanoTime() - asked);
            ReaderWait wait = run.input.readerWait();
            wait.begin();
            try {
                return fillUp(wanted);
            } catch (Exception e) {
                if (!run.input.stopped(e)) {
                    throw e;
                }
                return true; // the job stops, and what has been read goes on
            } finally {
                wait.end();
            }
        }
    }

    private boolean fillUp(int wanted) throws Exception {
        Input<I> input = run.input;
        synchronized (input) {
            chunk.begin(input.position(), wanted);
            if (!input.seek(lane, run)) {
                return false;
            }
            chunk.begin(input.position(), wanted);
            long end = run.restart.settled().settledAfter(input.position());
            ChunkCost.Forecast forecast = run.sizing.cost().forecast();
            double share = run.sizing.share();
            bytes.beginItems();
            boolean fits = true; // changes only with a measurement
            try {
                while (fits && chunk.size() < wanted && !run.stopping() && input.position() < end) {
                    I item;
                    try {
                        chunk.ensureRoom(); // or an item that was read could be lost for want of a place
                        item = input.next();
                    } catch (Throwable e) {
                        if (input.stopped(e)) {
                            throw e;
                        }
                        if (!Shortage.containable(e) || Shortage.in(e) == Shortage.STACK) {
                            if (!skipRead(e)) {
                                return false;
                            }
                            continue;
                        }
                        if (chunk.size() == 0) {
                            throw e;
                        }
                        contained.accept(e);
                        return true;
                    }
                    if (item == null) {
                        return false;
                    }
                    chunk.add(item);
                    underWay.lazySet(chunk.size());
                    input.advance();
                    if (bytes.endItem()) {
                        measure(forecast);
                        fits = chunk.fitsOneMore(share, bytes.most());
                    }
                }
                return true;
            } finally {
                measure(forecast);
                underWay.set(0);
                run.counts.read.addAndGet(chunk.size()); // once: a counter that all workers write to is slow
            }
        }
    }

    private void measure(ChunkCost.Forecast forecast) {
        int items = bytes.unmeasured();
        if (items > 0) {
            long read = bytes.measure();
            chunk.measured(read, forecast.bytes(items, read));
        }
    }

    /** Steps over an item that could not be read, or fails the job; what has been read goes on in both cases. */
    private boolean skipRead(Throwable error) {
        long position = run.input.position();
        boolean stack = Shortage.in(error) == Shortage.STACK;
        try {
            if (stack || run.skips(error)) {
                run.evidence.add(position, run.input.skip(), BatchPhase.READ, error, stack, 1, bytes.spentOnItem());
                chunk.addSkipped(stack);
                run.counts.read.incrementAndGet();
                return true;
            }
            run.fail(new ItemFailedException(run.job.name, BatchPhase.READ, position, null, error));
        } catch (Exception e) {
            if (e != error) {
                e.addSuppressed(error);
            }
            run.fail(new ItemFailedException(run.job.name, BatchPhase.READ, position, null, e));
        }
        return false;
    }

    /** Gives up the item that cannot be read for want of memory. */
    void stepOver(Throwable error, int attempts) throws Exception {
        synchronized (run.input) {
            long position = run.input.position();
            if (run.input.settledHere()) {
                run.input.skip();
                return;
            }
            run.evidence.add(position, run.input.skip(), BatchPhase.READ, error, true, attempts, bytes.spentOnItem());
            run.restart.settled().add(position, position + 1, 0, 0, 1);
            run.counts.read.incrementAndGet();
        }
    }
}
