package io.memsafe.examples.catalog;

import java.io.PrintStream;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Progress and result as lines that a parent program reads: a word that starts with @, then pairs of key and value. The
 * last value of a line may hold spaces.
 *
 * <p>Thread-safety: each line is printed in one call.
 */
final class ReportLines implements Display {

    private static final String PROGRESS = "@progress ";
    private static final String RESULT = "@result ";
    private static final int WAITING_PARTS = 9;

    private final PrintStream out;

    ReportLines(PrintStream out) {
        this.out = out;
    }

    @Override
    public void show(Snapshot now) {
        out.println(PROGRESS + fields(now));
    }

    @Override
    public void close() {
        out.flush();
    }

    /** Prints how the run ended. */
    static void result(PrintStream out, RunResult result) {
        out.println(RESULT + "status=" + result.status() + " contained=" + result.contained() + " verified="
                + result.verified() + " note=" + result.note());
    }

    /** Reads a line of progress. */
    static Optional<Snapshot> progress(String line) {
        if (!line.startsWith(PROGRESS)) {
            return Optional.empty();
        }
        Map<String, String> fields = parse(line.substring(PROGRESS.length()), WAITING_PARTS);
        return Optional.of(new Snapshot(
                number(fields, "ms"),
                number(fields, "items"),
                number(fields, "bytes"),
                number(fields, "aside"),
                number(fields, "oom"),
                (int) number(fields, "chunk"),
                number(fields, "gc"),
                fields.getOrDefault("level", "-"),
                fields.getOrDefault("waiting", "")));
    }

    /** Reads the line of the result. */
    static Optional<RunResult> result(String line) {
        if (!line.startsWith(RESULT)) {
            return Optional.empty();
        }
        Map<String, String> fields = parse(line.substring(RESULT.length()), 4);
        return Optional.of(new RunResult(
                RunResult.Status.valueOf(fields.getOrDefault("status", RunResult.Status.FAILED.name())),
                number(fields, "contained"),
                Boolean.parseBoolean(fields.get("verified")),
                fields.getOrDefault("note", "")));
    }

    /** Whether a line is for the parent program, not for a person. */
    static boolean isReport(String line) {
        return line.startsWith(PROGRESS) || line.startsWith(RESULT);
    }

    private static String fields(Snapshot now) {
        return "ms=" + now.elapsedMillis() + " items=" + now.items() + " bytes=" + now.bytes() + " aside="
                + now.setAside() + " oom=" + now.memoryErrors() + " chunk=" + now.chunkSize() + " gc=" + now.gcMillis()
                + " level=" + now.level() + " waiting=" + now.waiting();
    }

    private static Map<String, String> parse(String pairs, int parts) {
        Map<String, String> fields = new HashMap<>();
        for (String pair : pairs.split(" ", parts)) {
            int equals = pair.indexOf('=');
            if (equals > 0) {
                fields.put(pair.substring(0, equals), pair.substring(equals + 1));
            }
        }
        return fields;
    }

    private static long number(Map<String, String> fields, String name) {
        try {
            return Long.parseLong(fields.getOrDefault(name, "0"));
        } catch (NumberFormatException e) {
            return 0; // half a line of a child that died
        }
    }
}
