package io.memsafe.examples.catalog;

import io.memsafe.batch.ItemWriter;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Writes rows, a chunk in one transaction, each row exactly once whatever happens.
 *
 * <p>A commit can end in doubt: memory runs out in it, or the database goes away under it. So a commit counts when its
 * first row can be read back afterwards. If that fails too, the doubt is kept, and a later write of one of these rows
 * first looks whether it is there. A database that went away is opened again and the transaction repeated.
 *
 * <p>A database in this JVM shares its fate when memory runs out, see {@link EmbeddedH2}: one thread at a time writes to
 * it, and after a failure it is closed before anybody writes again. Any other database is written to by all threads,
 * each with a connection of its own.
 *
 * <p>Thread-safety: safe.
 */
final class CatalogStore implements ItemWriter<Row> {

    private static final int ATTEMPTS = 6;
    private static final long FIRST_PAUSE_MILLIS = 20;
    private static final long NONE = -1;

    private final Database database;
    private final Progress progress;
    private final ReentrantLock embedded = new ReentrantLock();
    private final Deque<CatalogSession> idle = new ArrayDeque<>();
    private @Nullable Doubt doubts;
    private @Nullable CatalogSession broken;
    private volatile long lastKnown = NONE;
    private volatile boolean hurt;

    /**
     * Opens the catalog.
     *
     * @param overwrite whether to throw away what it holds
     * @throws SQLException if the database refuses
     * @throws IllegalStateException if it holds something and must not be overwritten
     */
    CatalogStore(Database database, boolean overwrite, Progress progress) throws SQLException {
        this.database = database;
        this.progress = progress;
        try (var connection = database.connect()) {
            if (overwrite) {
                CatalogSchema.drop(connection);
            }
            CatalogSchema.create(connection);
            long entries = CatalogSchema.count(connection, "entry");
            connection.commit();
            if (entries > 0) {
                throw new IllegalStateException("the catalog in " + database.shownUrl() + " already has " + entries
                        + " entries: give --overwrite to replace them, or another place");
            }
            idle.push(new CatalogSession(database)); // keeps an embedded database open
        }
    }

    @Override
    public boolean concurrent() {
        return !database.embedded();
    }

    @Override
    public void write(List<? extends Row> items) throws Exception {
        List<Row> rows = new ArrayList<>(items);
        if (database.embedded()) {
            embedded.lock();
            try {
                writeUntilDone(rows);
            } finally {
                embedded.unlock();
            }
        } else {
            writeUntilDone(rows);
        }
        for (Row row : items) {
            progress.written(row.size());
        }
    }

    private void writeUntilDone(List<Row> rows) throws SQLException, InterruptedException {
        for (int attempt = 1; ; attempt++) {
            try {
                closeBroken();
                List<Row> missing = withoutStored(rows);
                if (!missing.isEmpty()) {
                    writeOnce(missing);
                }
                return;
            } catch (SQLException e) {
                if (attempt == ATTEMPTS || !mayPass(e)) {
                    throw e;
                }
                TimeUnit.MILLISECONDS.sleep(FIRST_PAUSE_MILLIS << attempt); // the database may be on its way back
            }
        }
    }

    /** A row that is there already is a mistake of the caller, unless this database has come back from the dead. */
    private boolean mayPass(SQLException failure) {
        return hurt ? !Failures.isMemory(failure) : Failures.mayPass(failure);
    }

    private void writeOnce(List<Row> rows) throws SQLException {
        Doubt doubt = new Doubt(rows);
        CatalogSession session = take();
        boolean committing = false;
        try {
            session.insert(rows);
            committing = true;
            session.commit();
            if (!session.has(doubt.positions[0])) {
                throw new SQLException("the database has lost a transaction that it committed", "08007");
            }
        } catch (Throwable t) {
            boolean doubtful = committing || (hurt && Failures.isAboutData(t));
            discard(session, t);
            if (doubtful && isStored(doubt, t)) {
                return;
            }
            throw t;
        }
        lastKnown = doubt.positions[0];
        give(session);
    }

    /** Whether the transaction took effect after all; unless that is certain, the doubt is kept. */
    private boolean isStored(Doubt doubt, Throwable failure) {
        synchronized (this) {
            doubt.next = doubts;
            doubts = doubt;
        }
        if (broken != null) {
            return false;
        }
        try {
            return has(doubt.positions[0]);
        } catch (SQLException | OutOfMemoryError e) {
            failure.addSuppressed(e);
            return false;
        }
    }

    private boolean has(long position) throws SQLException {
        CatalogSession session = take();
        boolean stored;
        try {
            stored = session.has(position);
        } catch (Throwable t) {
            discard(session, t);
            throw t;
        }
        give(session);
        if (stored) {
            lastKnown = position;
        }
        return stored;
    }

    /** Leaves out rows of a doubtful transaction that took effect. */
    private List<Row> withoutStored(List<Row> rows) throws SQLException {
        if (rows.stream().noneMatch(this::isDoubtful)) {
            return rows;
        }
        List<Row> missing = new ArrayList<>();
        for (Row row : rows) {
            if (!isDoubtful(row) || !has(row.position())) {
                missing.add(row);
            }
        }
        return missing;
    }

    private synchronized boolean isDoubtful(Row row) {
        for (Doubt doubt = doubts; doubt != null; doubt = doubt.next) {
            if (Arrays.binarySearch(doubt.positions, row.position()) >= 0) {
                return true;
            }
        }
        return false;
    }

    private CatalogSession take() throws SQLException {
        CatalogSession session = poll();
        return session == null ? open() : session;
    }

    private CatalogSession open() throws SQLException {
        if (!database.embedded()) {
            return new CatalogSession(database);
        }
        EmbeddedH2.checkRoom();
        CatalogSession session = new CatalogSession(database);
        try {
            if (lastKnown != NONE && !session.has(lastKnown)) {
                throw new SQLException("the database was opened in an older state", "08004");
            }
            return session;
        } catch (Throwable t) {
            discard(session, t);
            throw t;
        }
    }

    private @Nullable CatalogSession poll() {
        synchronized (idle) {
            return idle.poll();
        }
    }

    private void give(CatalogSession session) {
        synchronized (idle) {
            idle.push(session);
        }
    }

    /** Gets rid of a session that failed, and of what may have gone with it. */
    private void discard(CatalogSession session, Throwable failure) {
        if (database.embedded() && (hurt || !Failures.isAboutData(failure))) {
            hurt = true;
            broken = session;
            try {
                closeBroken();
            } catch (SQLException | OutOfMemoryError e) {
                failure.addSuppressed(e); // the next write tries again, and does not begin before
            }
            return;
        }
        closeQuietly(session);
        if (!Failures.isAboutData(failure)) {
            closeIdle();
        }
    }

    private void closeBroken() throws SQLException {
        CatalogSession session = broken;
        if (session != null) {
            session.closeDatabaseAtOnce();
            broken = null;
            synchronized (idle) {
                idle.clear(); // sessions of the closed database; there is nothing in them to close
            }
        }
    }

    private void closeIdle() {
        for (CatalogSession session = poll(); session != null; session = poll()) {
            closeQuietly(session);
        }
    }

    private static void closeQuietly(CatalogSession session) {
        try {
            session.close();
        } catch (SQLException | OutOfMemoryError e) {
            // Every row is committed or will be written again; a failed connection cannot be closed better.
            return;
        }
    }

    @Override
    public void close() {
        closeIdle();
    }

    /** The positions of a transaction of which nobody knows whether it took effect; made before it is committed. */
    private static final class Doubt {
        final long[] positions;

        @Nullable
        Doubt next;

        Doubt(List<Row> rows) {
            positions = new long[rows.size()];
            for (int i = 0; i < positions.length; i++) {
                positions[i] = rows.get(i).position();
            }
            Arrays.sort(positions);
        }
    }
}
