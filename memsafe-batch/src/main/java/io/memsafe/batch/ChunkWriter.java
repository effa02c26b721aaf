package io.memsafe.batch;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes a piece of a chunk, all of it or nothing. Thread-safety: all methods may be called by all workers. */
@SuppressWarnings("try") // close() may throw what the writer behind it throws
interface ChunkWriter<O> extends AutoCloseable {

    /** Called before all else by a run that saves its progress, with what it knows to be settled. */
    default void begin(Settled settled) throws Exception {}

    /** Writes the results that a piece has. */
    void write(List<O> results, Piece piece) throws Exception;

    /**
     * What became of a write of a piece that starts here and failed in doubt: the piece if it took effect after all,
     * {@code null} if it did not, or if there was none. Throws while that cannot be found out.
     */
    default @Nullable Piece resolve(long from) throws Exception {
        return null;
    }

    /** What a progress that is saved now includes. Throws if a writer cannot say how far it is. */
    default Mark mark(Settled settled) throws Exception {
        return new Mark(settled.snapshot(), null);
    }

    @Override
    default void close() throws Exception {}

    /** Around a writer of the user's. */
    static <O> ChunkWriter<O> of(ItemWriter<? super O> writer) {
        return new ChunkWriter<>() {
            @Override
            public void write(List<O> results, Piece piece) throws Exception {
                if (writer.concurrent()) {
                    writer.write(results);
                } else {
                    synchronized (writer) {
                        writer.write(results);
                    }
                }
            }

            @Override
            public void close() throws Exception {
                writer.close();
            }
        };
    }

    /**
     * How far the items are, and the writer with them.
     *
     * @param settled which items are dealt with
     * @param info what the writer says that consists of just these; {@code null} from a writer that cannot say
     */
    record Mark(Settled.Snapshot settled, @Nullable String info) {}

    /**
     * Items that are settled together.
     *
     * @param from position of the first
     * @param to position behind the last
     * @param written how many were written
     * @param filtered how many were filtered out
     * @param forMemory how many were quarantined for want of memory; the rest was quarantined for other reasons
     */
    record Piece(long from, long to, int written, int filtered, int forMemory) {}
}
