package io.memsafe.batch.spill;

import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What sorting and grouping share: what is in memory, what has been spilled, and when the one becomes the other.
 *
 * <p>Entries leave memory only after the run that they were written to is sealed. So whatever fails, each is in one of
 * the two places and not in both: an {@link OutOfMemoryError}, a disk that is full, a comparator that throws.
 *
 * <p>Thread-safety: none.
 */
final class Accumulation<T> implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SpillableSort.class);
    private static final byte[][] NO_BLOCKS = {};
    private static final int BLOCK_BYTES = 64 << 10;
    private static final int LEAST_BLOCKS = 2;
    private static final int MOST_BLOCKS = 64;
    private static final int SHARE = 64;

    private final String name;
    private final Memory<T> memory;
    private final RunStore<T> runs;
    private final HeldBytes held;
    private final long maxHeapBytes = Runtime.getRuntime().maxMemory();
    /** Given up when memory runs out, so that spilling has some. */
    private byte[][] reserve = NO_BLOCKS;

    private @Nullable Merge<T> pass;
    private long added;
    private boolean passed;
    private boolean closed;

    /** One step of adding, which may be repeated if it throws. */
    @FunctionalInterface
    interface Step {
        void run() throws IOException;
    }

    Accumulation(String name, Memory<T> memory, RunStore<T> runs, HeldBytes held) {
        this.name = name;
        this.memory = memory;
        this.runs = runs;
        this.held = held;
        rearm();
    }

    HeldBytes held() {
        return held;
    }

    /** Adds something; if there is no memory for that, spills what is there and tries once more. */
    void add(Step step) throws IOException {
        requireOpen();
        if (passed) {
            throw new IllegalStateException(name + " has been read, so nothing can be added to it any more");
        }
        try {
            step.run();
        } catch (OutOfMemoryError e) {
            reserve = NO_BLOCKS;
            if (memory.isEmpty()) {
                throw e;
            }
            relieve();
            step.run();
        }
        added++;
    }

    /** Spills without room for it: a second time if need be, when a collection has come in between. */
    private void relieve() throws IOException {
        try {
            spill();
        } catch (OutOfMemoryError e) {
            LOG.debug("no memory for spilling {}; trying again", name);
            spill();
        }
    }

    /** Takes the reserve when there is room for it, right after spilling; else it is taken after the next. */
    private void rearm() {
        if (reserve.length > 0) {
            return;
        }
        try {
            long blocks = Math.max(LEAST_BLOCKS, Math.min(MOST_BLOCKS, maxHeapBytes / SHARE / BLOCK_BYTES));
            reserve = new byte[(int) blocks][BLOCK_BYTES];
        } catch (OutOfMemoryError e) {
            LOG.debug("no memory for the reserve of {} now", name);
        }
    }

    /** Makes room for what is to be added, by spilling if there is none. */
    void makeRoom(long bytes) throws IOException {
        if (!held.admits(bytes) && !memory.isEmpty()) {
            spill();
            int most = RunStore.mergedAtOnce(held.limitBytes());
            if (held.admits(Math.max(bytes, most * RunReader.HELD_BYTES))) {
                runs.tidy(most);
            }
        }
    }

    private void spill() throws IOException {
        runs.spill(memory.sources());
        memory.clear();
        held.clear();
        rearm();
    }

    /**
     * Begins a pass over all entries in order; the one before ends.
     *
     * <p>What is in memory stays there, if there is room for the merge beside it; else, and if the disk has room, it is
     * spilled.
     */
    Merge<T> begin() throws IOException {
        requireOpen();
        endPass();
        passed = true;
        int most = RunStore.mergedAtOnce(held.limitBytes());
        if (!runs.runs().isEmpty() && !memory.isEmpty()) {
            roomForMerge(Math.min(most, runs.runs().size()) * RunReader.HELD_BYTES);
        }
        runs.reduce(most);
        Merge<T> begun = runs.merge(memory.sources());
        pass = begun;
        return begun;
    }

    private void roomForMerge(long mergeBytes) throws IOException {
        if (!held.admits(mergeBytes)) {
            try {
                spill();
                held.admits(mergeBytes);
            } catch (SpillFullException e) {
                LOG.debug("what {} has in memory is merged from there", name, e);
            }
        }
    }

    /** The next entry of a pass; {@code null} at its end. After an error the same call can be made again. */
    @Nullable
    T next(Merge<T> of) throws IOException {
        requireOpen();
        if (of != pass) {
            throw new IllegalStateException("a newer pass over " + name + " has begun, which ended this one");
        }
        return of.next();
    }

    private void endPass() {
        Merge<T> before = pass;
        pass = null;
        if (before != null) {
            before.close();
        }
    }

    SpillStatus status() {
        long onDisk = 0;
        for (Run run : runs.runs()) {
            onDisk += run.entries();
        }
        return new SpillStatus(
                added, held.bytes(), runs.runs().size(), onDisk, runs.usedBytes(), runs.spilled(), runs.merged());
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException(name + " is closed");
        }
    }

    @Override
    public void close() throws IOException {
        if (!closed) {
            closed = true;
            try (runs;
                    held) {
                endPass();
                memory.clear();
            }
        }
    }
}
