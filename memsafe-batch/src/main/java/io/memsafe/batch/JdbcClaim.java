package io.memsafe.batch;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * The right to run a job, and a number for the run.
 *
 * <p>PostgreSQL: an advisory lock of a session. An embedded H2 belongs to one process, by a lock on its file, so it is enough to
 * know within this JVM who runs. Both end with their holder, so that nothing has to time out after a {@code kill -9}.
 * Should the connection to PostgreSQL end while the run goes on, another run may claim the job; it takes the next number,
 * and whatever the old one still wants to commit asks for its own number and finds it gone.
 */
final class JdbcClaim implements AutoCloseable {
    private static final Set<String> RUNNING_HERE = ConcurrentHashMap.newKeySet();

    final SqlDialect dialect;
    final long run;
    private final Connection connection;
    private final long key;
    private final @Nullable String place;

    private JdbcClaim(SqlDialect dialect, long run, Connection connection, long key, @Nullable String place) {
        this.dialect = dialect;
        this.run = run;
        this.connection = connection;
        this.key = key;
        this.place = place;
    }

    static JdbcClaim take(String job, DataSource source) throws SQLException, CheckpointException {
        Connection connection = source.getConnection();
        String claimed = null;
        try {
            connection.setAutoCommit(true);
            SqlDialect dialect = SqlDialect.of(connection);
            SqlDialect.createTables(connection);
            makeRow(connection, job);
            long key = key(job);
            String place = dialect == SqlDialect.H2 ? SqlDialect.placeOfH2(connection) + " " + job : null;
            boolean free = place == null
                    ? advisory(connection, "select pg_try_advisory_lock(?)", key)
                    : RUNNING_HERE.add(place);
            if (!free) {
                throw taken(connection, job);
            }
            claimed = place;
            return new JdbcClaim(dialect, next(connection, job), connection, key, place);
        } catch (Throwable e) {
            if (claimed != null) {
                RUNNING_HERE.remove(claimed);
            }
            connection.close();
            throw e;
        }
    }

    private static void makeRow(Connection connection, String job) throws SQLException {
        try (PreparedStatement insert =
                connection.prepareStatement("insert into memsafe_job (job, run, holder) values (?, 0, '')")) {
            insert.setString(1, job);
            insert.executeUpdate();
        } catch (SQLException e) {
            if (!SqlDialect.isDuplicate(e)) {
                throw e;
            }
        }
    }

    /** Waits for the transactions of the run before, whose process may be dead while the server still commits them. */
    private static long next(Connection connection, String job) throws SQLException {
        ProcessHandle self = ProcessHandle.current();
        try (PreparedStatement update =
                connection.prepareStatement("update memsafe_job set run = run + 1, holder = ? where job = ?")) {
            update.setString(1, "process " + self.pid());
            update.setString(2, job);
            update.executeUpdate();
        }
        try (PreparedStatement select = connection.prepareStatement("select run from memsafe_job where job = ?")) {
            select.setString(1, job);
            try (ResultSet row = select.executeQuery()) {
                row.next();
                return row.getLong(1);
            }
        }
    }

    private static CheckpointException taken(Connection connection, String job) throws SQLException {
        String holder;
        try (PreparedStatement select = connection.prepareStatement("select holder from memsafe_job where job = ?")) {
            select.setString(1, job);
            try (ResultSet row = select.executeQuery()) {
                holder = row.next() ? row.getString(1) : "somebody";
            }
        }
        return new CheckpointException("job " + job + " runs already: " + holder + " holds its claim in "
                + connection.getMetaData().getURL());
    }

    private static boolean advisory(Connection connection, String sql, long key) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setLong(1, key);
            try (ResultSet row = statement.executeQuery()) {
                return row.next() && row.getBoolean(1);
            }
        }
    }

    private static long key(String job) {
        try {
            byte[] digest =
                    MessageDigest.getInstance("SHA-256").digest(("memsafe " + job).getBytes(StandardCharsets.UTF_8));
            return ByteBuffer.wrap(digest).getLong();
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java platform has SHA-256", e);
        }
    }

    /** A pool may keep the connection, so the lock is given back by name. */
    @Override
    public void close() throws SQLException {
        try (connection) {
            if (place == null) {
                advisory(connection, "select pg_advisory_unlock(?)", key);
            }
        } finally {
            if (place != null) {
                RUNNING_HERE.remove(place);
            }
        }
    }
}
