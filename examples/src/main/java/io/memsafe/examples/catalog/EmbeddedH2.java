package io.memsafe.examples.catalog;

import java.lang.ref.Reference;
import java.sql.Connection;
import java.sql.SQLException;
import org.h2.engine.Session;
import org.h2.engine.SessionLocal;
import org.h2.jdbc.JdbcConnection;
import org.h2.message.DbException;
import org.h2.mvstore.MVStoreException;
import org.jspecify.annotations.Nullable;

/**
 * What an H2 database in this JVM needs when memory runs out. All of it was seen to happen.
 *
 * <ul>
 *   <li>A commit can be left half done in memory: pages count as saved that never were. The next commit refers to them, is
 *       reported as done, and is gone when the file is opened again. H2 means to close itself in that case, but needs
 *       memory for that. So nobody may write any more until it is certainly closed.
 *   <li>In a database in that state a statement can wait forever, even the rollback in a connection's {@code close()}. So
 *       closing goes below JDBC.
 *   <li>Opening takes a part of the file that cannot be read for want of memory for a damaged one, and silently goes back
 *       to an older state. So the file is only opened when there is room, and it is looked up then whether the last
 *       known commit is there.
 * </ul>
 */
final class EmbeddedH2 {

    /** Several times what opening a database takes. */
    private static final int ROOM_BYTES = 4 << 20;

    private EmbeddedH2() {}

    /**
     * Makes sure that there is room to open a database.
     *
     * @throws OutOfMemoryError if there is not
     */
    static void checkRoom() {
        byte @Nullable [] room = null;
        try {
            room = new byte[ROOM_BYTES];
        } finally {
            Reference.reachabilityFence(room); // or the compiler may leave the array out
        }
    }

    /**
     * Closes the database of a connection; does nothing for one that is not embedded H2 or is closed already. May be
     * called again after an {@link OutOfMemoryError}.
     */
    static void closeAtOnce(Connection connection) throws SQLException {
        if (!connection.isWrapperFor(JdbcConnection.class)) {
            return;
        }
        Session session = connection.unwrap(JdbcConnection.class).getSession();
        if (session instanceof SessionLocal local && !local.isClosed()) {
            local.getDatabase().shutdownImmediately();
            forget(local);
        }
    }

    /** Ends the session, so that nothing tries to do so later. Its database being closed, it complains. */
    private static void forget(SessionLocal session) {
        try {
            session.close();
        } catch (DbException | MVStoreException e) {
            return;
        }
    }
}
