package io.memsafe.batch;

import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Gives a host each piece together with the progress that includes it.
 *
 * <p>Writes and saves take turns on the monitor of this object, so that a progress never takes the place of a newer one.
 *
 * <p>Thread-safety: all methods may be called by all workers.
 */
final class HostedStore<O> implements CheckpointStore, ChunkWriter<O> {
    private final TransactionHost<? super O> host;
    private final Committed committed = new Committed();
    private @Nullable ProgressKeeper keeper;

    HostedStore(TransactionHost<? super O> host) {
        this.host = host;
    }

    TransactionHost<? super O> host() {
        return host;
    }

    /** Says where the progress of the run is found. */
    synchronized void attach(ProgressKeeper ofRun, Settled ofItems) {
        keeper = ofRun;
        committed.attach(ofItems);
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
        committed.reserve();
        host.write(results, progress);
        committed.add(piece);
    }

    /** The newest progress there is, with one piece more. */
    private TransactionHost.Progress with(SavedProgress progress, @Nullable Piece next) throws IOException {
        Settled.Snapshot snapshot = committed.with(next);
        Tally tally = snapshot.tally();
        return new TransactionHost.Progress(
                progress.with(snapshot).text(), tally.items(), tally.written(), tally.filtered(), tally.quarantined());
    }

    @Override
    public synchronized @Nullable Piece resolve(long from) {
        return committed.find(from);
    }

    /** Does nothing: a host has no other progress than that of this job. */
    @Override
    public void forget() {}

    @Override
    public void close() {}
}
