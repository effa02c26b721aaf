package io.memsafe.doctor.plan;

import io.memsafe.doctor.text.Lines;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads samples from a table: RFC 4180 with a first line of names, separated by commas, semicolons or tabs; a field in quotes may have
 * separators and doubled quotes, but no end of line.
 */
final class CsvSamples {
    private static final int MOST_FIELDS = 1_000;
    private static final int SHOWN = 60;

    private final String source;
    private final InputOptions options;
    private final SeriesSet set;
    private final List<String> fields = new ArrayList<>();
    private @Nullable CsvColumns columns;
    private char separator = ',';
    private long number;
    private long rows;
    private long bad;
    private long firstBad;
    private String firstBadText = "";

    CsvSamples(String source, InputOptions options, SeriesSet set) {
        this.source = source;
        this.options = options;
        this.set = set;
    }

    void read(InputStream in) throws IOException {
        try {
            new Lines().read(in, (bytes, from, to) -> line(new String(bytes, from, to - from, StandardCharsets.UTF_8)));
        } finally {
            end();
        }
        if (columns == null) {
            throw new UnreadableSamplesException(source + ": no line with the names of columns");
        }
        if (rows == bad) {
            throw new UnreadableSamplesException(
                    source + ": none of its " + rows + " rows has a time and a number of memory"
                            + (rows == 0 ? "" : "; the first is '" + firstBadText + "'"));
        }
    }

    private void end() {
        if (bad > 0 && bad < rows) {
            set.note(source + ": " + bad + " of " + rows
                    + " rows have no time or no number of memory and were left out, the first in line " + firstBad
                    + ": '"
                    + firstBadText + "'");
        }
    }

    private void line(String line) {
        number++;
        if (line.isBlank()) {
            return;
        }
        if (columns == null) {
            String head = line.charAt(0) == '\ufeff' ? line.substring(1) : line;
            separator = separator(head);
            split(head);
            columns = CsvColumns.of(source, List.copyOf(fields), options);
            return;
        }
        rows++;
        split(line);
        if (!row(columns) && bad++ == 0) {
            firstBad = number;
            firstBadText = line.length() > SHOWN ? line.substring(0, SHOWN) + "..." : line;
        }
    }

    private boolean row(CsvColumns columns) {
        long time = Timestamp.parse(field(columns.time()));
        double value = Timestamp.number(field(columns.value())) * columns.unit().factor();
        if (time == Timestamp.NONE || !(value >= 0)) {
            return false;
        }
        double limit = columns.limit() < 0
                ? Double.NaN
                : Timestamp.number(field(columns.limit())) * columns.limitUnit().factor();
        String name = columns.series() < 0 ? source : field(columns.series()).strip();
        MemorySeries series = set.get(name, columns.unit().series());
        set.add(series, time, value, value, limit);
        return true;
    }

    private String field(int column) {
        return column < fields.size() ? fields.get(column) : "";
    }

    private static char separator(String head) {
        char best = ',';
        long most = 0;
        for (char candidate : new char[] {',', ';', '\t'}) {
            long count = head.chars().filter(c -> c == candidate).count();
            if (count > most) {
                most = count;
                best = candidate;
            }
        }
        return best;
    }

    private void split(String line) {
        fields.clear();
        StringBuilder field = new StringBuilder();
        boolean quoted = false;
        for (int i = 0; i < line.length() && fields.size() < MOST_FIELDS; i++) {
            char c = line.charAt(i);
            if (c == '"') {
                if (quoted && i + 1 < line.length() && line.charAt(i + 1) == '"') {
                    field.append('"');
                    i++;
                } else {
                    quoted = !quoted;
                }
            } else if (c == separator && !quoted) {
                fields.add(field.toString());
                field.setLength(0);
            } else {
                field.append(c);
            }
        }
        fields.add(field.toString());
    }
}
