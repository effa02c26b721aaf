package io.memsafe.batch;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes one piece at a time, so that at each moment it is known which pieces what was written consists of.
 *
 * <p>Thread-safety: all methods may be called by all workers.
 */
@SuppressWarnings("try") // close() may throw what the target of the items throws
final class RestartableChunkWriter<O> implements ChunkWriter<O> {
    private final RestartableWriter<? super O> writer;
    private final Committed committed = new Committed();
    private boolean begun;
    private boolean closed;
    private @Nullable String atEnd;

    RestartableChunkWriter(RestartableWriter<? super O> writer) {
        this.writer = writer;
    }

    @Override
    public synchronized void begin(Settled settled) throws Exception {
        committed.attach(settled);
        writer.checkpointInfo();
        begun = true;
    }

    @Override
    public synchronized void write(List<O> results, Piece piece) throws Exception {
        committed.reserve();
        writer.write(results);
        committed.add(piece);
    }

    @Override
    public synchronized Mark mark(Settled settled) throws Exception {
        String info = closed ? atEnd : writer.checkpointInfo();
        if (info == null) {
            throw new IllegalStateException(writer.getClass().getName() + " could not say at its end how far it is");
        }
        return new Mark(committed.with(null), info);
    }

    @Override
    public synchronized @Nullable Piece resolve(long from) {
        return committed.find(from);
    }

    @Override
    public synchronized void close() throws Exception {
        closed = true;
        try {
            if (begun) { // or the target is left as it is
                atEnd = writer.checkpointInfo();
            }
        } finally {
            writer.close();
        }
    }
}
