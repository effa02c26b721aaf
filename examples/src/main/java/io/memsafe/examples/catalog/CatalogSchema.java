package io.memsafe.examples.catalog;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * The table of the catalog; the same SQL serves H2 and PostgreSQL. The types a class refers to are an array in its row: a
 * table of pairs has 25 times as many rows, and writing them took three times as long as all the rest.
 */
final class CatalogSchema {

    static final String INSERT_ENTRY = "insert into entry (id, container, name, kind, class_name, super_name, size,"
            + " sha256, methods, fields, string_constants, type_names) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
    static final String HAS_ENTRY = "select 1 from entry where id = ?";

    static final String DIFFERENT_ENTRIES = "(select distinct container, name from entry) as different";

    private static final String ENTRY = "create table if not exists entry (id bigint primary key,"
            + " container varchar not null, name varchar not null, kind varchar not null, class_name varchar,"
            + " super_name varchar, size bigint not null, sha256 varchar not null, methods integer not null,"
            + " fields integer not null, string_constants integer not null, type_names varchar array not null)";
    private static final String[] INDEXES = {
        "create index if not exists entry_size on entry (size)",
        "create index if not exists entry_class on entry (class_name)",
    };

    private CatalogSchema() {}

    /** Makes the table if it is missing. */
    static void create(Connection connection) throws SQLException {
        run(connection, ENTRY);
    }

    /** Throws the table away. */
    static void drop(Connection connection) throws SQLException {
        run(connection, "drop table if exists entry");
    }

    /** Makes the indexes that the answers need; after the rows, since that is faster and smaller. */
    static void index(Connection connection) throws SQLException {
        run(connection, INDEXES);
    }

    /** Number of rows of a table or other result. */
    static long count(Connection connection, String from) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery("select count(*) from " + from)) {
            result.next();
            return result.getLong(1);
        }
    }

    private static void run(Connection connection, String... commands) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            for (String command : commands) {
                statement.execute(command);
            }
            connection.commit();
        }
    }
}
