package io.memsafe.batch;

import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/**
 * A checkpoint: how far a job is, and what it knows.
 *
 * @param job name of the job
 * @param inputId what the user calls the input, or {@code null}
 * @param state how the run stood or ended
 * @param settled which items are dealt with
 * @param readerPosition where the next run opens its reader; not above the low-water mark
 * @param readerInfo what the reader said there, {@code null} if it cannot say
 * @param writerInfo what the writer said of just the settled items, {@code null} if it cannot say
 * @param skips how many items each skip rule has let go, by the name of its exception
 * @param learned what the next run starts with
 * @param time when this was
 */
record SavedProgress(
        String job,
        @Nullable String inputId,
        State state,
        Settled.Snapshot settled,
        long readerPosition,
        @Nullable String readerInfo,
        @Nullable String writerInfo,
        Map<String, Long> skips,
        @Nullable Learned learned,
        Instant time) {
    static final int SCHEMA = 1;
    private static final String SKIP = "skip.";

    /** How a run stood when its progress was kept. {@code RUNNING} on a job that nobody runs: it was killed. */
    enum State {
        RUNNING,
        STOPPED,
        FAILED,
        COMPLETED
    }

    SavedProgress with(Settled.Snapshot other) {
        return new SavedProgress(
                job, inputId, state, other, readerPosition, readerInfo, writerInfo, skips, learned, time);
    }

    /** As lines {@code name=value}, in the format of {@link Properties}. */
    String text() throws IOException {
        Properties lines = new Properties();
        lines.setProperty("schema", Integer.toString(SCHEMA));
        lines.setProperty("job", job);
        put(lines, "inputId", inputId);
        lines.setProperty("state", state.name());
        lines.setProperty("time", time.toString());
        lines.setProperty("settled", rangesText());
        lines.setProperty("items", Long.toString(settled.tally().items()));
        lines.setProperty("written", Long.toString(settled.tally().written()));
        lines.setProperty("filtered", Long.toString(settled.tally().filtered()));
        lines.setProperty("quarantinedForMemory", Long.toString(settled.tally().quarantinedForMemory()));
        lines.setProperty("readerPosition", Long.toString(readerPosition));
        put(lines, "readerInfo", readerInfo);
        put(lines, "writerInfo", writerInfo);
        skips.forEach((type, used) -> lines.setProperty(SKIP + type, Long.toString(used)));
        put(lines, "learned", learned == null ? null : learned.text());
        StringWriter text = new StringWriter();
        lines.store(text, null);
        return text.toString();
    }

    private static void put(Properties lines, String name, @Nullable String value) {
        if (value != null) {
            lines.setProperty(name, value);
        }
    }

    private String rangesText() {
        StringBuilder text = new StringBuilder();
        long[] ranges = settled.ranges();
        for (int i = 0; i < ranges.length; i += 2) {
            text.append(i == 0 ? "" : " ").append(ranges[i]).append('-').append(ranges[i + 1]);
        }
        return text.toString();
    }

    /**
     * Reads what {@link #text()} wrote.
     *
     * @throws CheckpointException if a newer memsafe wrote it
     * @throws IllegalArgumentException if it is something else
     */
    static SavedProgress parse(String text) throws CheckpointException, IOException {
        Properties lines = new Properties();
        lines.load(new StringReader(text));
        long schema = number(lines, "schema");
        if (schema > SCHEMA) {
            throw new CheckpointException("the checkpoint has schema " + schema + ", but this version of memsafe knows "
                    + SCHEMA + " at the most: run the job with the version that wrote it, or a newer one");
        }
        Tally tally = new Tally(
                number(lines, "items"),
                number(lines, "written"),
                number(lines, "filtered"),
                number(lines, "quarantinedForMemory"));
        Map<String, Long> skips = new LinkedHashMap<>();
        for (String name : lines.stringPropertyNames()) {
            if (name.startsWith(SKIP)) {
                skips.put(name.substring(SKIP.length()), number(lines, name));
            }
        }
        String learned = lines.getProperty("learned");
        return new SavedProgress(
                value(lines, "job"),
                lines.getProperty("inputId"),
                State.valueOf(value(lines, "state")),
                new Settled.Snapshot(ranges(value(lines, "settled")), tally),
                number(lines, "readerPosition"),
                lines.getProperty("readerInfo"),
                lines.getProperty("writerInfo"),
                skips,
                learned == null ? null : Learned.parse(learned),
                Instant.parse(value(lines, "time")));
    }

    private static String value(Properties lines, String name) {
        String value = lines.getProperty(name);
        if (value == null) {
            throw new IllegalArgumentException("the checkpoint has no line '" + name + "'");
        }
        return value;
    }

    private static long number(Properties lines, String name) {
        return Long.parseLong(value(lines, name));
    }

    private static long[] ranges(String text) {
        if (text.isEmpty()) {
            return new long[0];
        }
        String[] bounds = text.split("[- ]", -1);
        long[] ranges = new long[bounds.length];
        for (int i = 0; i < bounds.length; i++) {
            ranges[i] = Long.parseLong(bounds[i]);
        }
        return ranges;
    }
}
