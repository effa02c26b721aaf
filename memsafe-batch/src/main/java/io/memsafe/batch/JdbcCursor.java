package io.memsafe.batch;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A result that is being read: its connection, its statement, and whether the driver streams it. Thread-safety: none. */
final class JdbcCursor {
    private static final Logger LOG = LoggerFactory.getLogger(JdbcReader.class);

    private final Connection connection;
    private final AllocationMeter meter;
    private final StreamingCheck check;
    private final boolean autoCommit;
    private @Nullable StreamingMode mode;
    private @Nullable PreparedStatement statement;
    private @Nullable ResultSet rows;
    private @Nullable String doubt;
    private boolean onRow;
    private boolean atEnd;

    private JdbcCursor(Connection connection, AllocationMeter meter, StreamingCheck check) throws SQLException {
        this.connection = connection;
        this.meter = meter;
        this.check = check;
        this.autoCommit = connection.getAutoCommit();
    }

    /** Executes a query and goes to its first row; leaves nothing open if that fails. */
    static JdbcCursor open(DataSource source, String sql, List<Object> parameters, int fetchRows, AllocationMeter meter)
            throws SQLException {
        StreamingCheck check =
                new StreamingCheck(fetchRows, Runtime.getRuntime().maxMemory());
        Connection connection = source.getConnection();
        JdbcCursor cursor = null;
        try {
            cursor = new JdbcCursor(connection, meter, check);
            cursor.execute(sql, parameters, fetchRows);
            return cursor;
        } catch (Throwable e) {
            try {
                if (cursor == null) {
                    connection.close();
                } else {
                    cursor.discard();
                }
            } catch (Throwable more) {
                suppress(e, more);
            }
            throw e;
        }
    }

    private void execute(String sql, List<Object> parameters, int fetchRows) throws SQLException {
        StreamingMode streaming = StreamingMode.of(connection);
        mode = streaming;
        streaming.begin(connection);
        PreparedStatement prepared =
                connection.prepareStatement(sql, ResultSet.TYPE_FORWARD_ONLY, ResultSet.CONCUR_READ_ONLY);
        statement = prepared;
        int size = streaming.limit(prepared, fetchRows);
        for (int i = 0; i < parameters.size(); i++) {
            prepared.setObject(i + 1, parameters.get(i));
        }
        long before = meter.read();
        ResultSet result = prepared.executeQuery();
        rows = result;
        onRow = result.next();
        atEnd = !onRow;
        String against = check.first(meter.read() - before);
        if (connection.getAutoCommit()) {
            doubt(streaming, "autocommit is on, although it was switched off");
        } else if (prepared.getFetchSize() != size) {
            doubt(streaming, "the fetch size is " + prepared.getFetchSize() + ", although " + size + " was set");
        } else {
            doubt(streaming, against);
        }
    }

    private void doubt(StreamingMode streaming, @Nullable String against) {
        if (against != null && doubt == null) {
            doubt = "the result is not streamed: " + against + ". Remedy for " + streaming + ": " + streaming.remedy();
            LOG.warn("{}", doubt);
        }
    }

    /** Why the result is not streamed, as far as is known by now. */
    @Nullable
    String doubt() {
        return doubt;
    }

    /** The row at which the cursor stands, fetched now if need be; {@code null} after the last. */
    @Nullable
    ResultSet row() throws SQLException {
        ResultSet result = rows;
        if (result == null || atEnd) {
            return null;
        }
        if (!onRow) {
            if (check.decided() || mode == null) {
                onRow = result.next();
            } else {
                long before = meter.read();
                onRow = result.next();
                doubt(mode, check.next(meter.read() - before));
            }
            atEnd = !onRow;
        }
        return onRow ? result : null;
    }

    /** The row is dealt with. */
    void advance() {
        onRow = false;
    }

    /** Gives the connection back as it came. */
    void close() throws SQLException {
        if (mode != null && mode.drainsOnClose() && !atEnd) {
            discard();
            return;
        }
        try {
            if (rows != null) {
                rows.close();
            }
            if (statement != null) {
                statement.close();
            }
            connection.rollback(); // it was only read
            if (mode != null) {
                mode.end(connection);
            }
            connection.setAutoCommit(autoCommit);
        } catch (Throwable e) {
            discard();
            throw e;
        }
        connection.close();
    }

    /** Gets rid of a connection of which nobody knows in what state it is. */
    void discard() throws SQLException {
        discard(connection);
    }

    static void discard(Connection connection) throws SQLException {
        try (Connection broken = connection) {
            broken.abort(Runnable::run);
        }
    }

    /** Keeps a failure that followed another one, if there is memory for that. */
    static void suppress(Throwable failure, Throwable more) {
        try {
            failure.addSuppressed(more);
        } catch (OutOfMemoryError e) {
            return; // the first one is what counts
        }
    }
}
