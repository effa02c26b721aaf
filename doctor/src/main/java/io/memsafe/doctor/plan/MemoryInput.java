package io.memsafe.doctor.plan;

import io.memsafe.doctor.gclog.GcLog;
import io.memsafe.doctor.gclog.GcLogReader;
import io.memsafe.doctor.text.Gzip;
import io.memsafe.history.HistoryEntry;
import io.memsafe.history.HistoryFigure;
import io.memsafe.history.HistoryRange;
import io.memsafe.history.HistoryReader;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;

/**
 * Reads series of memory use in any mix of formats, which the first bytes tell: tables (CSV), answers of Prometheus to range queries, histories of
 * memsafe's governor, and GC logs, of which the live set is taken. All but histories may be compressed with gzip. Samples of a series that is in
 * several inputs are put together.
 *
 * <pre>{@code
 * MemoryInput input = new MemoryInput(InputOptions.NONE);
 * input.read(Path.of("memory.csv"));
 * for (MemorySeries series : input.series()) {
 *     MemoryPlan plan = new Planner(Method.MEMSAFE).plan(series);
 * }
 * }</pre>
 *
 * <p>Hours are kept and not samples, so inputs may be of any size; see {@link MemorySeries}.
 *
 * <p>Thread-safety: none; used by one thread.
 */
public final class MemoryInput {
    private static final byte[] HISTORY = "memsafeH".getBytes(StandardCharsets.US_ASCII);
    private static final String[] GC_LOG = {"[GC", "[Full GC", "HotSpot", "OpenJDK", "CommandLine flags", "][gc"};
    private static final int HEAD = 8_192;
    private static final double MILLIS = 1e3;

    private final InputOptions options;
    private final SeriesSet set;

    /**
     * With nothing read yet.
     *
     * @param options what cannot be seen in the inputs
     */
    public MemoryInput(InputOptions options) {
        this.options = options;
        this.set = new SeriesSet(options.chosen());
    }

    /**
     * Reads a file.
     *
     * @param file of any of the formats
     * @throws IOException if it cannot be read
     * @throws UnreadableSamplesException if it has no samples
     */
    public void read(Path file) throws IOException {
        byte[] first;
        try (InputStream in = Files.newInputStream(file)) {
            first = in.readNBytes(HISTORY.length);
        }
        if (Arrays.equals(first, HISTORY)) {
            history(file);
            return;
        }
        try (InputStream in = Files.newInputStream(file)) {
            read(name(file), in);
        }
    }

    private static String name(Path file) {
        Path name = file.getFileName();
        return name == null ? file.toString() : name.toString();
    }

    /**
     * Reads an input that is no history.
     *
     * @param source its name, for series that have none and for messages
     * @param in not closed
     * @throws IOException if it cannot be read
     * @throws UnreadableSamplesException if it has no samples
     */
    public void read(String source, InputStream in) throws IOException {
        try {
            BufferedInputStream plain = new BufferedInputStream(Gzip.plain(in), 2 * HEAD);
            plain.mark(HEAD);
            String head = new String(plain.readNBytes(HEAD), StandardCharsets.ISO_8859_1);
            plain.reset();
            String text = head.stripLeading();
            if (text.isEmpty()) {
                throw new UnreadableSamplesException(source + " is empty");
            }
            if (text.charAt(0) == '{') {
                new PrometheusSamples(source, options, set).read(plain);
            } else if (head.startsWith(new String(HISTORY, StandardCharsets.US_ASCII))) {
                throw new UnreadableSamplesException(source + " is a history: give the path of its file");
            } else if (text.charAt(0) == '[' || Stream.of(GC_LOG).anyMatch(head::contains)) {
                gcLog(source, plain);
            } else {
                new CsvSamples(source, options, set).read(plain);
            }
        } catch (EOFException | ZipException e) {
            if (set.filled().isEmpty()) {
                throw new UnreadableSamplesException(source + " is no whole gzip file: " + e.getMessage(), e);
            }
            set.note(source + " is not whole: " + (e.getMessage() == null ? "it ends early" : e.getMessage()));
        }
    }

    private void gcLog(String source, InputStream in) throws IOException {
        MemorySeries series = set.get(source + ": live set", SeriesUnit.BYTES);
        boolean[] onlyUptime = {false};
        GcLogReader reader = new GcLogReader(event -> {
            Instant time = event.time();
            double millis = time == null ? event.uptimeSeconds() * MILLIS : time.toEpochMilli();
            if (event.liveBytes() >= 0 && !Double.isNaN(millis)) {
                onlyUptime[0] |= time == null;
                double live = (double) event.liveBytes();
                set.add(series, Math.round(millis), live, live, Double.NaN);
            }
        });
        reader.read(source, in);
        GcLog log = reader.summary();
        log.notes().forEach(set::note);
        if (series == null) {
            return;
        }
        if (series.samples() == 0) {
            throw new UnreadableSamplesException(
                    source + ": a GC log of " + log.events()
                            + " collections, none of which says what was live; full collections or concurrent marks are needed");
        }
        if (onlyUptime[0]) {
            set.note(source + " has no dates: its times are since the start of the JVM, which is taken for 1970-01-01");
        }
        if (log.maxHeapBytes() > 0) {
            series.assumeLimit((double) log.maxHeapBytes());
        }
    }

    private void history(Path file) {
        String source = name(file);
        MemorySeries live = set.get(source + ": live set", SeriesUnit.BYTES);
        MemorySeries container = set.get(source + ": container", SeriesUnit.BYTES);
        try (HistoryReader history = HistoryReader.open(file)) {
            history.entries().forEach(entry -> {
                add(live, entry, HistoryFigure.LIVE, HistoryFigure.CAPACITY);
                add(container, entry, HistoryFigure.CONTAINER_USED, HistoryFigure.CONTAINER_LIMIT);
            });
        }
        if (set.filled().isEmpty() && options.chosen() == null) {
            throw new UnreadableSamplesException(source + ": a history in which nothing was recorded yet");
        }
    }

    private void add(@Nullable MemorySeries series, HistoryEntry entry, HistoryFigure used, HistoryFigure limit) {
        HistoryRange range = entry.figure(used);
        if (range.known()) {
            set.add(
                    series,
                    entry.start().toEpochMilli(),
                    range.mean(),
                    Math.max(range.mean(), range.max()),
                    entry.figure(limit).mean());
        }
    }

    /**
     * What was read.
     *
     * @return those with samples; without a limit of their own they have the one of the options
     */
    public List<MemorySeries> series() {
        List<MemorySeries> series = set.filled();
        for (MemorySeries each : series) {
            if (each.unit() == SeriesUnit.PERCENT) {
                each.assumeLimit(ValueUnit.PERCENT.ownLimit());
            } else if (options.limitBytes() > 0) {
                each.assumeLimit(options.limitBytes());
            }
        }
        return series;
    }

    /**
     * What was odd about the inputs.
     *
     * @return sentences
     */
    public List<String> notes() {
        return List.copyOf(set.notes());
    }
}
