package io.memsafe.batch;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * The connections of a run's workers: at most as many as there are workers, kept from one chunk to the next.
 *
 * <p>Thread-safety: all methods may be called by all workers. {@link #give} allocates nothing: it is called right after
 * a commit.
 */
final class Connections implements AutoCloseable {
    private final DataSource source;
    private final List<@Nullable Connection> idle;

    Connections(DataSource source, int most) {
        this.source = source;
        this.idle = new ArrayList<>(most);
    }

    /** A connection that does not commit by itself. */
    Connection take() throws SQLException {
        Connection kept = poll();
        if (kept != null) {
            return kept;
        }
        Connection opened = source.getConnection();
        try {
            opened.setAutoCommit(false);
            return opened;
        } catch (Throwable e) {
            discard(opened, e);
            throw e;
        }
    }

    private synchronized @Nullable Connection poll() {
        return idle.isEmpty() ? null : idle.remove(idle.size() - 1);
    }

    synchronized void give(Connection connection) {
        idle.add(connection);
    }

    /** Rolls back and closes a connection that failed; what fails in doing so is noted with the failure. */
    static void discard(Connection connection, Throwable failure) {
        try (connection) {
            connection.rollback();
            connection.setAutoCommit(true);
        } catch (SQLException | OutOfMemoryError e) {
            failure.addSuppressed(e);
        }
    }

    /** Closes what nobody uses; what fails in doing so is noted with the failure. */
    void closeIdle(Throwable failure) {
        for (Connection connection = poll(); connection != null; connection = poll()) {
            discard(connection, failure);
        }
    }

    @Override
    public void close() throws SQLException {
        SQLException failed = new SQLException("connections of the batch cannot be closed");
        closeIdle(failed);
        if (failed.getSuppressed().length > 0) {
            throw failed;
        }
    }
}
