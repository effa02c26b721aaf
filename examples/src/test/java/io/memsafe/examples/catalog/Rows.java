package io.memsafe.examples.catalog;

import java.util.ArrayList;
import java.util.List;

/** Rows for tests of the store. */
final class Rows {

    private Rows() {}

    /** Rows of the positions from first, inclusive, to end, exclusive. */
    static List<Row> of(long first, long end) {
        List<Row> rows = new ArrayList<>();
        for (long position = first; position < end; position++) {
            rows.add(of(position, List.of("java.lang.Object", "p.Type" + position % 100)));
        }
        return rows;
    }

    static Row of(long position, List<String> references) {
        return new Row(
                position,
                "a.jar",
                "p/C" + position + ".class",
                "class",
                "p.C" + position,
                "java.lang.Object",
                100,
                "00".repeat(32),
                1,
                2,
                3,
                references);
    }
}
