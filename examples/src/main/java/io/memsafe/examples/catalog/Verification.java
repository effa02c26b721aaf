package io.memsafe.examples.catalog;

import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * Whether the catalog holds every entry of the input exactly once, those in quarantine excepted.
 *
 * @param problems what is wrong, empty if nothing is
 * @param stored the checksum of the database
 * @param setAside entries in quarantine
 */
record Verification(List<String> problems, Checksum stored, long setAside) {

    private static final int PAGE = 1000;

    /** Whether nothing is wrong. */
    boolean passed() {
        return problems.isEmpty();
    }

    /** Compares the catalog with a second, independent count of the input. */
    static Verification of(Connection connection, List<Input> inputs, Rejects rejects)
            throws SQLException, IOException {
        List<String> problems = new ArrayList<>();
        Checksum stored = stored(connection);
        IndependentCount count = IndependentCount.of(inputs, rejects::has);
        if (!stored.matches(count.checksum())) {
            problems.add("the catalog has " + stored + ", but the input has " + count.checksum());
        }
        if (count.setAside() != rejects.count()) {
            problems.add(rejects.count() + " entries were set aside, but the input has " + count.setAside()
                    + " of these names");
        }
        if (count.unreadable() > 0) {
            problems.add(count.unreadable() + " entries cannot be read, but were not set aside");
        }
        return new Verification(List.copyOf(problems), stored, rejects.count());
    }

    /** The checksum over the database, read page by page: a database in this JVM must not gather the whole result. */
    static Checksum stored(Connection connection) throws SQLException {
        Checksum checksum = new Checksum();
        try (PreparedStatement page = connection.prepareStatement("select id, container, name, size, sha256 from entry"
                + " where id > ? order by id fetch first " + PAGE + " rows only")) {
            long last = -1;
            boolean more = true;
            while (more) {
                page.setLong(1, last);
                more = false;
                try (ResultSet rows = page.executeQuery()) {
                    while (rows.next()) {
                        more = true;
                        last = rows.getLong(1);
                        checksum.add(rows.getString(2), rows.getString(3), rows.getLong(4), rows.getString(5));
                    }
                }
            }
        }
        return checksum;
    }
}
