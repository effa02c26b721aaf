package io.memsafe.batch;

import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Locale;

/** How a driver is made to hand out a result while it arrives, instead of loading all of it first. */
enum StreamingMode {
    /** Uses a cursor if autocommit is off, the result is read forward only, and a fetch size is set. */
    POSTGRESQL(
            "see that nothing between the job and the driver (a pool, a proxy) switches autocommit on or drops the fetch"
                    + " size, and that the statement is a single SELECT"),
    /** Sends row by row at a magic fetch size, or uses a cursor if the URL says so. */
    MYSQL("put useCursorFetch=true into the URL"),
    /** Sends in portions of the fetch size. */
    MARIADB("use MariaDB Connector/J 3 or newer, whose fetch size streams"),
    /** Evaluates lazily if the session says so, except where it has to sort, group or unite. */
    H2(
            "H2 is lazy only where an index gives the order: order by an indexed column, without group by, distinct or union"),
    /** Any other: autocommit off and a fetch size are what most drivers ask for. */
    OTHER(
            "look up in its manual what it asks for beside a fetch size and autocommit off; or read in pages: orderedBy() and a"
                    + " row limit in the statement");

    private final String remedy;

    StreamingMode(String remedy) {
        this.remedy = remedy;
    }

    static StreamingMode of(Connection connection) throws SQLException {
        DatabaseMetaData data = connection.getMetaData();
        String driver = data.getDriverName().toLowerCase(Locale.ROOT);
        return driver.contains("postgresql")
                ? POSTGRESQL
                : driver.contains("mariadb")
                        ? MARIADB
                        : driver.contains("mysql") ? MYSQL : driver.startsWith("h2 ") ? H2 : OTHER;
    }

    /** What the user can do if the driver loads the whole result all the same. */
    String remedy() {
        return remedy;
    }

    void begin(Connection connection) throws SQLException {
        connection.setAutoCommit(false);
        lazy(connection, 1);
    }

    /** Takes back what {@link #begin} did beside the transaction, for a connection that goes back to a pool. */
    void end(Connection connection) throws SQLException {
        lazy(connection, 0);
    }

    private void lazy(Connection connection, int on) throws SQLException {
        if (this == H2) {
            try (Statement set = connection.createStatement()) {
                set.execute("SET LAZY_QUERY_EXECUTION " + on);
            }
        }
    }

    /** Sets the fetch size; returns what the statement has to report for it. */
    int limit(PreparedStatement statement, int rows) throws SQLException {
        int size = this == MYSQL && !usesCursor(statement.getConnection()) ? Integer.MIN_VALUE : rows;
        statement.setFetchSize(size);
        return size;
    }

    private static boolean usesCursor(Connection connection) throws SQLException {
        String url = connection.getMetaData().getURL();
        return url != null && url.toLowerCase(Locale.ROOT).contains("usecursorfetch=true");
    }

    /** Whether to close a result in the middle means to read it to its end. */
    boolean drainsOnClose() {
        return this == MYSQL || this == MARIADB;
    }
}
