package io.memsafe.examples.catalog;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.function.ToIntFunction;

/**
 * Counts by how many classes each type is referred to, exactly, in bounded memory. The names are counted in parts, by
 * their hash; when a part has more names than memory should hold, twice as many parts are made and the count starts
 * over.
 *
 * <p>Thread-safety: none.
 */
final class TypeCount {

    private static final int PAGE = 250;
    private static final int MOST_PARTS = 1 << 16;

    /** What a counted name takes: its text, an entry of the map and a number. */
    private static final long BYTES_A_NAME = 256;

    private static final int SHARE_OF_HEAP = 8;
    private static final Comparator<Of> ORDER =
            Comparator.comparingLong(Of::classes).reversed().thenComparing(Of::name);

    private final Connection connection;
    private final long mostNames;

    private TypeCount(Connection connection, long mostNames) {
        this.connection = connection;
        this.mostNames = mostNames;
    }

    /**
     * A type and its count.
     *
     * @param name name of the type
     * @param classes how many classes refer to it
     */
    record Of(String name, long classes) {}

    /** The types that most classes refer to, the most referenced first. */
    static List<Of> most(Connection connection, int limit) throws SQLException {
        return most(connection, limit, Runtime.getRuntime().maxMemory() / SHARE_OF_HEAP / BYTES_A_NAME);
    }

    /** The same with at most so many names in memory. */
    static List<Of> most(Connection connection, int limit, long mostNames) throws SQLException {
        TypeCount count = new TypeCount(connection, mostNames);
        PriorityQueue<Of> best = new PriorityQueue<>(ORDER.reversed());
        int parts = 1;
        int part = 0;
        while (part < parts) {
            Map<String, Long> counted = new HashMap<>();
            if (!count.into(counted, part, parts)) {
                if (parts == MOST_PARTS) {
                    throw new SQLException("too many types to count in this heap");
                }
                parts *= 2;
                part = 0;
                best.clear();
                continue;
            }
            counted.forEach((name, classes) -> {
                best.add(new Of(name, classes));
                if (best.size() > limit) {
                    best.poll();
                }
            });
            part++;
        }
        return best.stream().sorted(ORDER).toList();
    }

    private boolean into(Map<String, Long> counted, int part, int parts) throws SQLException {
        ToIntFunction<String> partOf = name -> Math.floorMod(spread(name.hashCode()), parts);
        try (PreparedStatement page = connection.prepareStatement(
                "select id, type_names from entry where id > ?" + " order by id fetch first " + PAGE + " rows only")) {
            long last = -1;
            boolean more = true;
            while (more) {
                page.setLong(1, last);
                more = false;
                try (ResultSet rows = page.executeQuery()) {
                    while (rows.next()) {
                        more = true;
                        last = rows.getLong(1);
                        Array types = rows.getArray(2);
                        for (Object name : (Object[]) types.getArray()) {
                            if (partOf.applyAsInt((String) name) == part) {
                                counted.merge((String) name, 1L, Long::sum);
                            }
                        }
                        types.free();
                    }
                }
                if (counted.size() > mostNames) {
                    return false;
                }
            }
        }
        return true;
    }

    private static int spread(int hash) {
        return (hash * 0x9e3779b9) >>> 8;
    }
}
