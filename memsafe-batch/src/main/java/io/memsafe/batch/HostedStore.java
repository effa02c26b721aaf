package io.memsafe.batch;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Gives a host each piece together with the progress that includes it.
 *
 * <p>A worker settles its piece after the transaction, so another one may come between with the next. What was committed is
 * therefore noted here, and counts as settled in each progress until {@link Settled} knows of it. Writes and saves take
 * turns on the monitor of this object, so that a progress never takes the place of a newer one.
 *
 * <p>Thread-safety: all methods may be called by all workers.
 */
final class HostedStore<O> implements CheckpointStore, ChunkWriter<O> {
    private final TransactionHost<? super O> host;
    private final ArrayList<Piece> committed = new ArrayList<>();
    private @Nullable ProgressKeeper keeper;
    private Settled settled = new Settled(new long[0], Tally.none(), 0);

    HostedStore(TransactionHost<? super O> host) {
        this.host = host;
    }

    TransactionHost<? super O> host() {
        return host;
    }

    /** Says where the progress of the run is found. */
    synchronized void attach(ProgressKeeper ofRun, Settled ofItems) {
        keeper = ofRun;
        settled = ofItems;
    }

    @Override
    public @Nullable SavedProgress load() throws Exception {
        String text = host.load();
        return text == null ? null : SavedProgress.parse(text);
    }

    @Override
    public @Nullable String note() {
        return null;
    }

    @Override
    public synchronized void save(SavedProgress progress) throws Exception {
        host.save(with(progress, null));
    }

    @Override
    public synchronized void write(List<O> results, Piece piece) throws Exception {
        if (keeper == null) {
            throw new IllegalStateException("a piece is written before the run has begun");
        }
        TransactionHost.Progress progress = with(keeper.progress(SavedProgress.State.RUNNING), piece);
        committed.ensureCapacity(committed.size() + 1); // after the commit nothing may fail
        host.write(results, progress);
        committed.add(piece);
    }

    /** The newest progress there is, with one piece more. */
    private TransactionHost.Progress with(SavedProgress progress, @Nullable Piece next) throws IOException {
        Settled.Snapshot known = settled.snapshot();
        Settled all = new Settled(known.ranges(), known.tally(), committed.size() + 1);
        committed.removeIf(piece -> all.unsettledFrom(piece.from()) != piece.from());
        for (Piece piece : committed) {
            add(all, piece);
        }
        if (next != null) {
            add(all, next);
        }
        Settled.Snapshot snapshot = all.snapshot();
        Tally tally = snapshot.tally();
        return new TransactionHost.Progress(
                progress.with(snapshot).text(), tally.items(), tally.written(), tally.filtered(), tally.quarantined());
    }

    private static void add(Settled all, Piece piece) {
        all.add(piece.from(), piece.to(), piece.written(), piece.filtered(), piece.forMemory());
    }

    @Override
    public synchronized @Nullable Piece resolve(long from) {
        for (int i = 0; i < committed.size(); i++) {
            Piece piece = committed.get(i);
            if (piece.from() == from && settled.unsettledFrom(from) == from) {
                return piece;
            }
        }
        return null;
    }

    /** Does nothing: a host has no other progress than that of this job. */
    @Override
    public void forget() {}

    @Override
    public void close() {}
}
