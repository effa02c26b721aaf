package io.memsafe.batch;

import org.jspecify.annotations.Nullable;

/**
 * The reader, and where it stands.
 *
 * <p>Items that an earlier run has settled are read and dropped, and no chunk reaches into them. Where each worker's
 * chunk began is noted with what the reader said there: the lowest item that is not settled belongs to one of these
 * chunks, or is the next one to be read, so the newest note at or below the low-water mark is where a later run can open its
 * reader.
 *
 * <p>Thread-safety: guarded by the monitor of this object, {@link #marks()} and {@link #passing()} excepted, which any
 * thread may call.
 */
final class Input<I> {
    private final ItemReader<I> reader;
    private final Settled settled;
    private final Retrying retrying;
    private final boolean marking;
    private final ReaderWait wait = new ReaderWait();
    private final Object marks = new Object();
    private final long[] markPositions;
    private final @Nullable String[] markInfos;
    private long position;
    private boolean exhausted;
    private volatile long passing = -1;

    Input(ItemReader<I> reader, Restart restart, Retrying retrying, int lanes) {
        this.reader = reader;
        this.settled = restart.settled();
        this.retrying = retrying;
        this.marking = restart.store() != null;
        this.position = restart.position();
        this.exhausted = restart.over();
        this.markPositions = new long[lanes + 1];
        this.markInfos = new String[lanes + 1];
        for (int lane = 0; lane <= lanes; lane++) {
            markPositions[lane] = position;
            markInfos[lane] = restart.readerInfo();
        }
    }

    /** Where a stop finds the worker that reads. */
    ReaderWait readerWait() {
        return wait;
    }

    /** Whether this is how a wait for an item ended that was interrupted because the job stops. */
    boolean stopped(Throwable failure) {
        return failure instanceof Exception
                && !(failure instanceof CheckpointException)
                && Shortage.in(failure) == null
                && wait.interrupted();
    }

    long position() {
        return position;
    }

    boolean exhausted() {
        return exhausted;
    }

    /** Goes to the next item that is not settled, and notes the place for a worker; {@code false} if there is none. */
    boolean seek(int lane, BatchRun<?, ?> run) throws Exception {
        while (!exhausted && !run.stopping()) {
            long end = settled.unsettledFrom(position);
            if (end == position) {
                if (marking) {
                    String info = reader.checkpointInfo();
                    synchronized (marks) {
                        markPositions[lane] = position;
                        markInfos[lane] = info;
                    }
                }
                passing = -1;
                return true;
            }
            if (end == Settled.OPEN) {
                exhausted = true;
            } else {
                passing = position;
                pass();
            }
        }
        return false;
    }

    private void pass() throws Exception {
        try {
            if (next() != null) {
                position++;
            }
        } catch (Exception e) {
            if (e instanceof CheckpointException || Shortage.in(e) != null || stopped(e)) {
                throw e;
            }
            skip(); // it could not be read the first time either
        }
    }

    /** The next item; {@code null} at the end. It counts as read after {@link #advance()}. */
    @Nullable
    I next() throws Exception {
        I item;
        try {
            item = reader.read();
        } catch (Exception e) {
            if (stopped(e)) {
                throw e;
            }
            item = retrying.again(e, reader::read);
        }
        if (item == null) {
            if (wait.interrupted()) {
                throw new InterruptedException("the reader ended because it was interrupted, not at its end");
            }
            if (position < settled.inputNeeded()) {
                throw new CheckpointException("the input ends at item " + position + ", but an earlier run was at item "
                        + settled.inputNeeded() + ": is it the same input?");
            }
            exhausted = true;
        }
        return item;
    }

    void advance() {
        position++;
    }

    /** Steps over the item that could not be read, and returns its key. */
    String skip() throws Exception {
        String key = reader.skip();
        position++;
        return key;
    }

    /** Whether the next item was dealt with by an earlier run. */
    boolean settledHere() {
        return settled.unsettledFrom(position) != position;
    }

    /** The item at which settled ones are being passed over; -1 if that is not so. */
    long passing() {
        return passing;
    }

    /** The notes of this moment; to be taken before the low-water mark they are compared with. */
    Marks marks() {
        synchronized (marks) {
            return new Marks(markPositions.clone(), markInfos.clone());
        }
    }

    /**
     * Places where a reader can be opened.
     *
     * @param positions position of each
     * @param infos what the reader said there
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Marks(long[] positions, @Nullable String[] infos) {

        /** The newest place that is not above the mark. */
        int newest(long lowWater) {
            int newest = -1;
            for (int i = 0; i < positions.length; i++) {
                if (positions[i] <= lowWater && (newest < 0 || positions[i] > positions[newest])) {
                    newest = i;
                }
            }
            return newest;
        }
    }
}
