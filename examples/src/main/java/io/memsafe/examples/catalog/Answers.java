package io.memsafe.examples.catalog;

import java.io.PrintStream;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** What a person wanted to know of the catalog. */
final class Answers {

    private static final int LINES = 8;

    private static final String BIGGEST = "select class_name, size, container from entry where class_name is not null"
            + " order by size desc fetch first " + LINES + " rows only";
    private static final String DUPLICATES = "select class_name, count(*), count(distinct sha256), min(container),"
            + " max(container) from entry where class_name is not null and kind <> 'module' group by class_name"
            + " having count(*) > 1 order by count(*) desc, class_name fetch first " + LINES + " rows only";
    private static final String DUPLICATE_COUNT = "(select class_name from entry where class_name is not null"
            + " and kind <> 'module' group by class_name having count(*) > 1) as duplicate";

    private Answers() {}

    /** Prints the answers; makes the indexes they need first. */
    static void print(Connection connection, PrintStream out) throws SQLException {
        CatalogSchema.index(connection);
        try (Statement statement = connection.createStatement()) {
            out.println("Biggest classes");
            try (ResultSet rows = statement.executeQuery(BIGGEST)) {
                while (rows.next()) {
                    out.printf("%,12d bytes  %s in %s%n", rows.getLong(2), rows.getString(1), rows.getString(3));
                }
            }
            long duplicates = CatalogSchema.count(connection, DUPLICATE_COUNT);
            out.printf("Classes in more than one place: %,d%n", duplicates);
            try (ResultSet rows = statement.executeQuery(DUPLICATES)) {
                while (rows.next()) {
                    out.printf(
                            "%,12d times  %s, %s: %s … %s%n",
                            rows.getLong(2),
                            rows.getString(1),
                            rows.getLong(3) == 1 ? "the same bytes" : rows.getLong(3) + " different ones",
                            rows.getString(4),
                            rows.getString(5));
                }
            }
        }
        out.println("Most referenced types");
        for (TypeCount.Of type : TypeCount.most(connection, LINES)) {
            out.printf("%,12d classes  %s%n", type.classes(), type.name());
        }
    }
}
