package io.memsafe.benchmarks.catalog;

import io.memsafe.fork.ForkedResult;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Reads what a child of the example reports: lines that start with {@code @progress} or {@code @result}, then pairs of
 * key and value, of which the last may hold spaces.
 */
final class ChildReport {

    /** How it ended: {@link #COMPLETE}, {@link #INCOMPLETE}, {@code failed}, {@code timeout} or {@code crash}. */
    static final String END = "end";

    static final String COMPLETE = "complete";

    /** It came to the end of the input, but set entries aside for want of memory, or was not verified. */
    static final String INCOMPLETE = "incomplete";

    /** It was killed because a quick run had no more time, so nobody knows how it would have ended. */
    static final String CUT = "cut";

    /** Whether a second count of the input found everything in its place. */
    static final String VERIFIED = "verified";

    /** Entries in the database, and in quarantine. */
    static final String ITEMS = "items";

    static final String SET_ASIDE = "setAside";

    /** OutOfMemoryErrors that it met and survived. */
    static final String CONTAINED = "contained";

    /** Time of the job alone: without the start of the JVM and the second count. */
    static final String SECONDS = "seconds";

    /** Share of that time in which a collection ran. */
    static final String GC_RATIO = "gcRatio";

    /** Processor time of the whole child, its start and the second count included. */
    static final String CPU_SECONDS = "cpuSeconds";

    static final String PEAK_RSS_MEGABYTES = "peakRssMB";
    static final String NOTE = "note";

    private static final String PROGRESS = "@progress ";
    private static final String RESULT = "@result ";
    private static final double MILLIS = 1000;
    private static final long MEGABYTE = 1 << 20;

    private ChildReport() {}

    static Map<String, Object> values(ForkedResult result) {
        Map<String, String> progress = last(result.lines(), PROGRESS);
        Map<String, String> end = last(result.lines(), RESULT);
        double seconds = number(progress, "ms") / MILLIS;
        Map<String, Object> values = new LinkedHashMap<>();
        values.put(END, end(result, end));
        values.put(VERIFIED, Boolean.parseBoolean(end.get("verified")));
        values.put(ITEMS, number(progress, "items"));
        values.put(SET_ASIDE, number(progress, "aside"));
        values.put(CONTAINED, end.isEmpty() ? number(progress, "oom") : number(end, "contained"));
        values.put(SECONDS, seconds);
        values.put(GC_RATIO, seconds > 0 ? number(progress, "gc") / MILLIS / seconds : 0.0);
        values.put(CPU_SECONDS, result.cpuTime().toMillis() / MILLIS);
        values.put(PEAK_RSS_MEGABYTES, result.peakRssBytes() / MEGABYTE);
        values.put(NOTE, end.isEmpty() ? lastLine(result.errorTail()) : end.getOrDefault("note", ""));
        return values;
    }

    private static String end(ForkedResult result, Map<String, String> end) {
        if (result.timedOut()) {
            return "timeout";
        }
        String status = end.get("status");
        return status == null ? "crash" : status.toLowerCase(Locale.ROOT);
    }

    private static Map<String, String> last(List<String> lines, String start) {
        for (int i = lines.size() - 1; i >= 0; i--) {
            if (lines.get(i).startsWith(start)) {
                return fields(lines.get(i).substring(start.length()));
            }
        }
        return Map.of();
    }

    private static Map<String, String> fields(String pairs) {
        Map<String, String> fields = new HashMap<>();
        String rest = pairs;
        while (!rest.isEmpty()) {
            int equals = rest.indexOf('=');
            if (equals < 0) {
                break;
            }
            String key = rest.substring(0, equals);
            int end = key.equals("note") || key.equals("waiting") ? -1 : rest.indexOf(' ', equals);
            fields.put(key, end < 0 ? rest.substring(equals + 1) : rest.substring(equals + 1, end));
            rest = end < 0 ? "" : rest.substring(end + 1);
        }
        return fields;
    }

    private static long number(Map<String, String> fields, String name) {
        try {
            return Long.parseLong(fields.getOrDefault(name, "0"));
        } catch (NumberFormatException e) {
            // Half a line of a child that died while it wrote.
            return 0;
        }
    }

    private static String lastLine(String text) {
        List<String> lines = text.lines().toList();
        return lines.isEmpty() ? "" : lines.get(lines.size() - 1);
    }
}
