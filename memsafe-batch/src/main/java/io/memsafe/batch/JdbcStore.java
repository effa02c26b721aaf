package io.memsafe.batch;

import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Progress in a database: one row with the checkpoint, and one for each range that a transactional writer has committed
 * since.
 *
 * <p>Writers only insert, each its own range, so they never wait for one another. A save folds into the checkpoint what
 * the run knows to be settled, and removes the rows of exactly these ranges in the same transaction. A range that was
 * committed and is not known yet keeps its row.
 *
 * <p>Thread-safety: {@link #insertRange} may be called by all workers, each with a connection of its own; the rest belongs
 * to the thread that runs the job.
 */
final class JdbcStore implements CheckpointStore {
    private final String job;
    private final DataSource source;
    private final JdbcClaim claim;
    private @Nullable Connection connection;

    JdbcStore(String job, DataSource source, JdbcClaim claim) {
        this.job = job;
        this.source = source;
        this.claim = claim;
    }

    private interface Work<T> {
        T run(Connection connection) throws SQLException, IOException, CheckpointException;
    }

    /**
     * Whether transactions must not overlap, so that each holds this object's monitor. An embedded H2 that is killed while
     * several write can come up with a part of a transaction.
     */
    boolean oneAtATime() {
        return claim.dialect == SqlDialect.H2;
    }

    /** In a transaction; a connection that fails is not used again. */
    private synchronized <T> T transact(Work<T> work) throws SQLException, IOException, CheckpointException {
        Connection open = connection;
        if (open == null) {
            open = source.getConnection();
            connection = open;
            open.setAutoCommit(false);
        }
        try {
            T result = work.run(open);
            open.commit();
            return result;
        } catch (Throwable e) {
            connection = null;
            Connections.discard(open, e);
            throw e;
        }
    }

    @Override
    public @Nullable SavedProgress load() throws SQLException, IOException, CheckpointException {
        SavedProgress[] loaded = new SavedProgress[1];
        transact(open -> {
            SavedProgress saved = checkpoint(open);
            if (saved != null) {
                loaded[0] = saved.with(withRanges(open, saved.settled()));
            }
            return true;
        });
        return loaded[0];
    }

    private @Nullable SavedProgress checkpoint(Connection open) throws SQLException, IOException, CheckpointException {
        try (PreparedStatement select =
                open.prepareStatement("select version, progress from memsafe_checkpoint where job = ?")) {
            select.setString(1, job);
            try (ResultSet row = select.executeQuery()) {
                return row.next() ? SavedProgress.parse(row.getString(2)) : null;
            }
        }
    }

    private Settled.Snapshot withRanges(Connection open, Settled.Snapshot base) throws SQLException {
        Settled settled = new Settled(base.ranges(), base.tally(), 1);
        try (PreparedStatement select = open.prepareStatement("select from_position, to_position, written, filtered,"
                + " for_memory from memsafe_progress where job = ? order by from_position")) {
            select.setString(1, job);
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    settled.add(row.getLong(1), row.getLong(2), row.getInt(3), row.getInt(4), row.getInt(5));
                }
            }
        }
        return settled.snapshot();
    }

    @Override
    public @Nullable String note() {
        return null;
    }

    @Override
    public void save(SavedProgress progress) throws SQLException, IOException, CheckpointException {
        String text = progress.text();
        transact(open -> {
            if (update(open, "update memsafe_checkpoint set version = ?, progress = ? where job = ?", text) == 0
                    && update(open, "insert into memsafe_checkpoint (version, progress, job) values (?, ?, ?)", text)
                            != 1) {
                throw new SQLException("the checkpoint of job " + job + " was not stored");
            }
            removeRows(open, progress.settled().ranges());
            requireClaim(open);
            return true;
        });
    }

    private int update(Connection open, String sql, String text) throws SQLException {
        try (PreparedStatement update = open.prepareStatement(sql)) {
            update.setInt(1, SavedProgress.SCHEMA);
            update.setString(2, text);
            update.setString(3, job);
            return update.executeUpdate();
        }
    }

    private void removeRows(Connection open, long[] ranges) throws SQLException {
        try (PreparedStatement delete = open.prepareStatement(
                "delete from memsafe_progress where job = ? and from_position >= ? and to_position <= ?")) {
            delete.setString(1, job);
            for (int i = 0; i < ranges.length; i += 2) {
                delete.setLong(2, ranges[i]);
                delete.setLong(3, ranges[i + 1]);
                delete.addBatch();
            }
            delete.executeBatch();
        }
    }

    /** Last in its transaction, so that the next claim waits for the least time. */
    private void requireClaim(Connection open) throws SQLException, CheckpointException {
        String sql = "select run from memsafe_job where job = ? and run = ?"
                + (claim.dialect == SqlDialect.POSTGRESQL ? " for share" : "");
        try (PreparedStatement select = open.prepareStatement(sql)) {
            select.setString(1, job);
            select.setLong(2, claim.run);
            try (ResultSet row = select.executeQuery()) {
                if (!row.next()) {
                    throw superseded();
                }
            }
        }
    }

    /**
     * Adds a settled range to the transaction of this connection.
     *
     * @return {@code false} if its row is there already: an earlier transaction with it was committed. One that is
     *     still being committed is waited for.
     * @throws CheckpointException if another run has claimed the job
     */
    boolean insertRange(Connection open, long from, long to, int written, int filtered, int forMemory)
            throws SQLException, CheckpointException {
        try (PreparedStatement insert = open.prepareStatement(claim.dialect.insertRange())) {
            insert.setLong(1, from);
            insert.setLong(2, to);
            insert.setLong(3, written);
            insert.setLong(4, filtered);
            insert.setLong(5, forMemory);
            insert.setString(6, job);
            insert.setLong(7, claim.run);
            if (insert.executeUpdate() != 1) {
                throw superseded();
            }
            return true;
        } catch (SQLException e) {
            if (SqlDialect.isDuplicate(e)) {
                return false;
            }
            throw e;
        }
    }

    private CheckpointException superseded() {
        return new CheckpointException(
                "job " + job + " lost its claim: its connection to the database broke, and another"
                        + " run of the job has begun since");
    }

    @Override
    public void forget() throws SQLException, IOException, CheckpointException {
        transact(open -> {
            for (String table : new String[] {"memsafe_checkpoint", "memsafe_progress"}) {
                try (PreparedStatement delete = open.prepareStatement("delete from " + table + " where job = ?")) {
                    delete.setString(1, job);
                    delete.executeUpdate();
                }
            }
            return true;
        });
    }

    @Override
    public void close() throws SQLException {
        try (claim) {
            if (connection != null) {
                connection.setAutoCommit(true);
                connection.close();
            }
        }
    }
}
