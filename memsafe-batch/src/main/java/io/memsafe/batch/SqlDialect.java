package io.memsafe.batch;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.jspecify.annotations.Nullable;

/** What differs between the databases that hold checkpoints, and the tables they hold them in. */
enum SqlDialect {
    H2(""),
    POSTGRESQL(" for share");

    private static final String[] TABLES = {
        "create table if not exists memsafe_job (job varchar(200) primary key, run bigint not null,"
                + " holder varchar(200) not null)",
        "create table if not exists memsafe_checkpoint (job varchar(200) primary key, version integer not null,"
                + " progress text not null)",
        "create table if not exists memsafe_progress (job varchar(200) not null, from_position bigint not null,"
                + " to_position bigint not null, written bigint not null, filtered bigint not null,"
                + " for_memory bigint not null, primary key (job, from_position))"
    };

    private static final String DUPLICATE_KEY = "23505";

    private final String share;

    SqlDialect(String share) {
        this.share = share;
    }

    static SqlDialect of(Connection connection) throws SQLException, CheckpointException {
        String product = connection.getMetaData().getDatabaseProductName();
        String server = product.equals("H2") ? serverOfH2(connection) : null;
        if (server != null) {
            throw new CheckpointException(
                    "a checkpoint in H2 needs an embedded database, which one process has alone, but the"
                            + " connection goes through the server " + server + ": embed it, or use PostgreSQL");
        }
        return switch (product) {
            case "H2" -> H2;
            case "PostgreSQL" -> POSTGRESQL;
            default ->
                throw new CheckpointException(
                        "a checkpoint by JDBC needs H2 or PostgreSQL, but the connection is to " + product);
        };
    }

    private static @Nullable String serverOfH2(Connection connection) throws SQLException {
        return text(connection, "select server from information_schema.sessions where session_id = session_id()");
    }

    /** Which database of this JVM it is: the path of its file, or the URL of one in memory. */
    static String placeOfH2(Connection connection) throws SQLException {
        String path = text(connection, "call database_path()");
        return path == null ? connection.getMetaData().getURL() : path;
    }

    private static @Nullable String text(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            return row.next() ? row.getString(1) : null;
        }
    }

    /** Makes what is missing; two runs may do so at the same time. */
    static void createTables(Connection connection) throws SQLException {
        for (String table : TABLES) {
            try (Statement statement = connection.createStatement()) {
                statement.execute(table);
            } catch (SQLException e) {
                // PostgreSQL refuses one of two that make the same table at once; it is there then.
                try (Statement again = connection.createStatement()) {
                    again.execute(table);
                }
            }
        }
    }

    /**
     * Inserts a settled range if the run still holds the claim. The share lock makes the next claim wait for the
     * transactions in flight, so that what they commit is seen when it reads the progress.
     */
    String insertRange() {
        return "insert into memsafe_progress (job, from_position, to_position, written, filtered, for_memory)"
                + " select job, cast(? as bigint), cast(? as bigint), cast(? as bigint), cast(? as bigint),"
                + " cast(? as bigint) from memsafe_job where job = ? and run = ?" + share;
    }

    static boolean isDuplicate(SQLException e) {
        return DUPLICATE_KEY.equals(e.getSQLState());
    }
}
