package io.memsafe.benchmarks.batch.child;

import io.memsafe.benchmarks.batch.child.Ledger.Entry;
import java.lang.ref.Reference;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * What every contestant gets: a source, a transformation and a sink. All it does is theirs; the ledger sees it.
 *
 * <p>Thread-safety: {@link #source()} is read by one thread at a time; the rest may be called by all threads, and the
 * sink takes one chunk after the other.
 */
public final class Task {
    /** What each call of the sink costs in processor time: the reason why there are chunks. */
    private static final long COMMIT_NANOS = 20_000;

    private static final long SLEEP_FROM_NANOS = 200_000;
    private static final double SECOND_NANOS = 1e9;

    private final Workload workload;
    private final Ledger ledger;
    private final Poison poison;
    private final Tenant tenant;
    private final AtomicLong inFlightBytes = new AtomicLong();
    private long mostBytes;
    private long sum;
    private long xor;
    private long sinkFreeNanos = System.nanoTime();

    Task(Workload workload, Ledger ledger) {
        this.workload = workload;
        this.ledger = ledger;
        this.poison = new Poison(workload);
        this.tenant = new Tenant(workload, ledger);
    }

    /** Makes the items. One that fails for want of memory is the next one again. */
    Iterator<Item> source() {
        return new Source();
    }

    private final class Source implements Iterator<Item> {
        private long next;

        @Override
        public boolean hasNext() {
            return next < ledger.items();
        }

        @Override
        public Item next() {
            if (!hasNext()) {
                throw new NoSuchElementException("all " + ledger.items() + " items were read");
            }
            tenant.before(next);
            try {
                byte[] content = new byte[workload.length(next)];
                Content.make(content, workload.seed(next));
                Item item = new Item(next, content);
                mostBytes = Math.max(mostBytes, inFlightBytes.addAndGet(item.bytes()));
                next++;
                if (!hasNext() || (next & 1023) == 0) {
                    ledger.set(Entry.READ, next);
                    ledger.raise(Entry.MOST_BYTES, mostBytes);
                }
                return item;
            } catch (OutOfMemoryError e) {
                ledger.add(Entry.ERRORS, 1);
                throw e;
            }
        }
    }

    /** Turns an item into a result. */
    Result transform(Item item) {
        try {
            if (poison.isActive()) {
                poison.take(item.id());
            }
            return new Result(item.id(), turned(item.content()));
        } catch (OutOfMemoryError e) {
            ledger.add(Entry.ERRORS, 1);
            throw e;
        }
    }

    private byte[] turned(byte[] content) {
        byte[][] scratch = new byte[workload.scratchCopies()][];
        try {
            byte[] last = content;
            for (int copy = 0; copy < scratch.length; copy++) {
                last = last.clone();
                scratch[copy] = last;
            }
            byte[] turned = new byte[content.length];
            Content.turn(last, turned);
            return turned;
        } finally {
            Reference.reachabilityFence(scratch);
        }
    }

    /** Writes results, and commits. */
    synchronized void write(List<? extends Result> results) {
        long end = System.nanoTime() + COMMIT_NANOS;
        long bytes = 0;
        long first = 0;
        long twice = 0;
        synchronized (ledger) {
            for (Result result : results) {
                if (ledger.written(result.id())) {
                    long mark = Content.mark(result.id(), Content.sum(result.content()));
                    sum += mark;
                    xor ^= mark;
                    first++;
                    bytes += new Item(result.id(), result.content()).bytes();
                } else {
                    twice++;
                }
            }
            ledger.set(Entry.SUM, sum);
            ledger.set(Entry.XOR, xor);
            ledger.add(Entry.WRITTEN, first);
            ledger.add(Entry.TWICE, twice);
            ledger.add(Entry.WRITES, 1);
            ledger.raise(Entry.MOST_ITEMS, results.size());
        }
        inFlightBytes.addAndGet(-bytes);
        while (System.nanoTime() < end) {
            Thread.onSpinWait();
        }
        throttle(results.size());
    }

    private void throttle(int items) {
        if (workload.sinkItemsPerSecond() > 0) {
            long now = System.nanoTime();
            sinkFreeNanos =
                    Math.max(sinkFreeNanos, now) + (long) (items * SECOND_NANOS / workload.sinkItemsPerSecond());
            for (long left = sinkFreeNanos - now; left > SLEEP_FROM_NANOS; left = sinkFreeNanos - System.nanoTime()) {
                LockSupport.parkNanos(this, left);
            }
        }
    }

    /** The contestant goes on without an item. */
    void giveUp(long id) {
        ledger.givenUp(id);
        inFlightBytes.addAndGet(-workload.length(id));
    }

    /** Ends what runs beside. */
    void close() {
        tenant.close();
    }
}
