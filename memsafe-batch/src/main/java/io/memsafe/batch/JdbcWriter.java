package io.memsafe.batch;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Objects;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Writes each chunk in one transaction, as a batch of one statement.
 *
 * <p>Whatever is thrown before the commit, the transaction is rolled back, and the job may write the items again. After an
 * error of the JVM the connection is thrown away, since the driver may have stopped in the middle of a message. A commit
 * that fails is in doubt, unless the database says that it rolled back (SQL states 23 and 40). Then {@link #inDoubt} is
 * asked, or else {@link CommitInDoubtException} ends the job.
 *
 * <p>One connection a worker is kept from chunk to chunk. Thread-safety: safe; all workers write at the same time unless
 * {@link #oneAtATime()} was called.
 *
 * @param <O> what is written
 */
public final class JdbcWriter<O> implements ItemWriter<O> {
    private static final int ROWS_A_BATCH = 1_000;

    private final DataSource source;
    private final String sql;
    private final RowBinder<? super O> binder;
    private final ArrayDeque<Connection> idle = new ArrayDeque<>();
    private boolean concurrent = true;
    private @Nullable DoubtCheck<? super O> check;

    JdbcWriter(DataSource source, String sql, RowBinder<? super O> binder) {
        this.source = Objects.requireNonNull(source, "source");
        this.sql = Objects.requireNonNull(sql, "sql");
        this.binder = Objects.requireNonNull(binder, "binder");
    }

    /**
     * Tells whether a chunk is in the database.
     *
     * @param <O> what is written
     */
    @FunctionalInterface
    public interface DoubtCheck<O> {

        /**
         * Looks for the items of a transaction whose commit failed. They are all there or none is, so the first one tells.
         * The database may still be at work on the lost transaction; a unique key on the items keeps a second one from
         * doubling them.
         *
         * @param connection a new one
         * @param items the items of the chunk, in order
         * @return whether they are there
         * @throws SQLException if that cannot be found out; the doubt then ends the job
         */
        boolean written(Connection connection, List<? extends O> items) throws SQLException;
    }

    /**
     * How a commit in doubt is settled, so that an OutOfMemoryError or a lost connection in it need not end the job.
     *
     * @param doubtCheck called after a commit that failed
     * @return this writer
     */
    public JdbcWriter<O> inDoubt(DoubtCheck<? super O> doubtCheck) {
        this.check = Objects.requireNonNull(doubtCheck, "doubtCheck");
        return this;
    }

    /**
     * Lets one worker at a time write; for a database inside this JVM, and where transactions would block one another.
     *
     * @return this writer
     */
    public JdbcWriter<O> oneAtATime() {
        this.concurrent = false;
        return this;
    }

    @Override
    public boolean concurrent() {
        return concurrent;
    }

    @Override
    public void write(List<? extends O> items) throws Exception {
        Connection connection = take();
        CommitInDoubtException doubt = null;
        try {
            insert(connection, items);
            doubt = new CommitInDoubtException(items.size());
            connection.commit();
        } catch (Throwable e) {
            undo(connection, e);
            if (doubt == null || rolledBack(e) || !settled(items, doubt, e)) {
                throw e;
            }
            return;
        }
        give(connection);
    }

    private void insert(Connection connection, List<? extends O> items) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            int pending = 0;
            for (O item : items) {
                binder.bind(statement, item);
                statement.addBatch();
                if (++pending == ROWS_A_BATCH) {
                    statement.executeBatch();
                    pending = 0;
                }
            }
            if (pending > 0) {
                statement.executeBatch();
            }
        }
    }

    private static boolean rolledBack(Throwable failure) {
        String state = failure instanceof SQLException exception ? exception.getSQLState() : null;
        return state != null && (state.startsWith("23") || state.startsWith("40")) && !state.equals("40003");
    }

    /** Whether the chunk is in the database after all; {@code false} if it certainly is not. */
    private boolean settled(List<? extends O> items, CommitInDoubtException doubt, Throwable failure)
            throws CommitInDoubtException {
        if (check != null) {
            try (Connection fresh = source.getConnection()) {
                return check.written(fresh, items);
            } catch (Throwable e) {
                doubt.because(e);
                throw doubt;
            }
        }
        doubt.because(failure);
        throw doubt;
    }

    /**
     * Rolls back; where that is not certain to have worked, the connection is cut, and the database does it. Throws nothing:
     * whatever got out of here would hide that a commit is in doubt.
     */
    private static void undo(Connection connection, Throwable failure) {
        try {
            if (failure instanceof Exception && !Shortage.containable(failure)) {
                connection.rollback();
                connection.setAutoCommit(true);
                connection.close();
                return;
            }
        } catch (Throwable e) {
            JdbcCursor.suppress(failure, e);
        }
        try {
            JdbcCursor.discard(connection);
        } catch (Throwable e) {
            JdbcCursor.suppress(failure, e);
        }
    }

    private Connection take() throws SQLException {
        Connection kept;
        synchronized (idle) {
            kept = idle.poll();
        }
        if (kept != null) {
            return kept;
        }
        Connection opened = source.getConnection();
        try {
            opened.setAutoCommit(false);
        } catch (Throwable e) {
            undo(opened, e);
            throw e;
        }
        return opened;
    }

    private void give(Connection connection) {
        try {
            synchronized (idle) {
                idle.push(connection);
                return;
            }
        } catch (OutOfMemoryError e) {
            undo(connection, e); // the chunk is committed
        }
    }

    @Override
    public void close() throws SQLException {
        synchronized (idle) {
            SQLException failure = null;
            for (Connection kept = idle.poll(); kept != null; kept = idle.poll()) {
                try (Connection open = kept) {
                    open.setAutoCommit(true); // as a pool expects it back; nothing is pending
                } catch (SQLException e) {
                    failure = e;
                }
            }
            if (failure != null) {
                throw failure;
            }
        }
    }
}
