package io.memsafe.doctor.plan;

import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Where what stands in a table.
 *
 * @param time its place, from 0
 * @param value its place
 * @param limit its place; -1 without
 * @param series its place; -1 without
 * @param unit of the value
 * @param limitUnit of the limit
 */
record CsvColumns(int time, int value, int limit, int series, ValueUnit unit, ValueUnit limitUnit) {
    private static final List<String> TIMES = List.of(
            "time",
            "timestamp",
            "datetime",
            "date",
            "date_utc",
            "ts",
            "epoch",
            "epoch_s",
            "epoch_ms",
            "@timestamp",
            "_time");
    private static final List<String> VALUES = List.of(
            "used",
            "memory_used",
            "mem_used",
            "usage",
            "memory_usage",
            "mem_usage",
            "working_set",
            "rss",
            "live",
            "heap_used",
            "memory",
            "mem",
            "mem_max",
            "memory_max",
            "value",
            "_value");
    private static final List<String> LIMITS =
            List.of("limit", "memory_limit", "mem_limit", "capacity", "mem_capacity", "total", "mem_total", "max_heap");
    private static final List<String> SERIES =
            List.of("series", "name", "host", "hostname", "pod", "container", "instance", "vm", "service");
    private static final List<String> UNITS =
            List.of("_bytes", "_kb", "_kib", "_mb", "_mib", "_gb", "_gib", "_pct", "_percent", "_ratio", "_b");

    static CsvColumns of(String source, List<String> head, InputOptions options) {
        List<String> names = head.stream().map(String::strip).toList();
        int time = place(source, names, options.time(), "--time");
        int value = place(source, names, options.value(), "--value");
        int limit = place(source, names, options.limit(), "--limit-column");
        int series = place(source, names, options.series(), "--series-column");
        time = time >= 0 ? time : known(names, TIMES);
        value = value >= 0 ? value : known(names, VALUES);
        limit = limit >= 0 ? limit : known(names, LIMITS);
        series = series >= 0 ? series : known(names, SERIES);
        if (time < 0 || value < 0) {
            String what = time < 0 ? "the time" : "the memory in use";
            throw new UnreadableSamplesException(source + ": which column has " + what + "? It has '"
                    + shortened(String.join("', '", names)) + "'; name it with " + (time < 0 ? "--time" : "--value"));
        }
        ValueUnit named = options.unit() == null ? ValueUnit.ofName(names.get(value)) : options.unit();
        ValueUnit unit = Objects.requireNonNullElse(named, ValueUnit.BYTES);
        ValueUnit limitNamed = limit < 0 ? null : ValueUnit.ofName(names.get(limit));
        if (limit >= 0 && limitNamed != null && limitNamed.series() != unit.series()) {
            limit = -1; // percent beside a limit in bytes
        }
        return new CsvColumns(time, value, limit, series, unit, Objects.requireNonNullElse(limitNamed, unit));
    }

    private static int place(String source, List<String> names, @Nullable String name, String option) {
        if (name == null) {
            return -1;
        }
        int place = names.indexOf(name);
        if (place < 0) {
            throw new UnreadableSamplesException(source + ": there is no column '" + name + "' of " + option
                    + "; it has '" + shortened(String.join("', '", names)) + "'");
        }
        return place;
    }

    private static String shortened(String text) {
        return text.length() > 300 ? text.substring(0, 300) + "..." : text;
    }

    /** The first of the known names that a column has, with or without a unit at its end. */
    private static int known(List<String> names, List<String> known) {
        List<String> plain = names.stream().map(CsvColumns::plain).toList();
        for (String name : known) {
            int place = plain.indexOf(name);
            if (place >= 0) {
                return place;
            }
        }
        return -1;
    }

    private static String plain(String name) {
        String text = name.toLowerCase(Locale.ROOT).replace(' ', '_').replace('-', '_');
        for (String unit : UNITS) {
            if (text.endsWith(unit) && text.length() > unit.length()) {
                return text.substring(0, text.length() - unit.length());
            }
        }
        return text;
    }
}
