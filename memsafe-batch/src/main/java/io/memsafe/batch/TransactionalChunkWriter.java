package io.memsafe.batch;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes each piece in one transaction with its range.
 *
 * <p>The range goes first. A commit that failed in doubt (the connection broke, memory ran out) is resolved by inserting
 * the range again: if its row is there, the commit took effect, and if the server is still at it, the insert waits for the
 * end. Until that is known, nothing that starts at the same item is written.
 *
 * <p>Thread-safety: all methods may be called by all workers.
 */
final class TransactionalChunkWriter<O> implements ChunkWriter<O> {
    private final TransactionalWriter<? super O> writer;
    private final JdbcStore store;
    private final Connections connections;
    private @Nullable Doubt doubts;

    TransactionalChunkWriter(TransactionalWriter<? super O> writer, JdbcStore store, Connections connections) {
        this.writer = writer;
        this.store = store;
        this.connections = connections;
    }

    /** A piece of which nobody knows whether it was committed; made before the commit, when memory may still fail. */
    private static final class Doubt {
        final Piece piece;

        @Nullable
        Doubt next;

        Doubt(Piece piece) {
            this.piece = piece;
        }
    }

    @Override
    public void write(List<O> results, Piece piece) throws Exception {
        if (store.oneAtATime()) {
            synchronized (store) {
                writeOnce(results, piece);
            }
        } else {
            writeOnce(results, piece);
        }
    }

    private void writeOnce(List<O> results, Piece piece) throws Exception {
        if (resolve(piece.from()) != null) {
            return; // the attempt before this one took effect
        }
        Doubt doubt = new Doubt(piece);
        Connection connection = connections.take();
        boolean committing = false;
        try {
            if (!insert(connection, piece)) {
                throw new CheckpointException("items " + piece.from() + " to " + piece.to()
                        + " are settled already, by a run that this one does not know of");
            }
            writer.write(connection, results);
            committing = true;
            connection.commit();
        } catch (Throwable e) {
            if (committing) {
                add(doubt);
            }
            Connections.discard(connection, e);
            connections.closeIdle(e); // what broke this one may have broken all
            if (committing && tookEffect(piece, e)) {
                return;
            }
            throw e;
        }
        connections.give(connection);
    }

    private boolean tookEffect(Piece piece, Throwable failure) {
        try {
            return resolve(piece.from()) != null;
        } catch (Exception | OutOfMemoryError e) {
            failure.addSuppressed(e); // the doubt stays
            return false;
        }
    }

    private boolean insert(Connection connection, Piece piece) throws SQLException, CheckpointException {
        return store.insertRange(
                connection, piece.from(), piece.to(), piece.written(), piece.filtered(), piece.forMemory());
    }

    @Override
    public @Nullable Piece resolve(long from) throws Exception {
        Doubt doubt = find(from);
        if (doubt == null) {
            return null;
        }
        synchronized (store) {
            return resolve(doubt);
        }
    }

    private @Nullable Piece resolve(Doubt doubt) throws Exception {
        Connection connection = connections.take();
        boolean committed;
        try {
            committed = !insert(connection, doubt.piece);
            connection.rollback();
        } catch (Throwable e) {
            Connections.discard(connection, e);
            throw e;
        }
        connections.give(connection);
        remove(doubt);
        return committed ? doubt.piece : null;
    }

    private synchronized void add(Doubt doubt) {
        doubt.next = doubts;
        doubts = doubt;
    }

    private synchronized @Nullable Doubt find(long from) {
        for (Doubt doubt = doubts; doubt != null; doubt = doubt.next) {
            if (doubt.piece.from() == from) {
                return doubt;
            }
        }
        return null;
    }

    private synchronized void remove(Doubt gone) {
        if (doubts == gone) {
            doubts = gone.next;
            return;
        }
        for (Doubt doubt = doubts; doubt != null; doubt = doubt.next) {
            if (doubt.next == gone) {
                doubt.next = gone.next;
            }
        }
    }

    @Override
    public void close() throws SQLException {
        connections.close();
    }
}
