package io.memsafe.benchmarks.doctor;

import io.memsafe.PressureLevel;
import io.memsafe.benchmarks.stand.CannotMeasureException;
import io.memsafe.benchmarks.stand.Figure;
import io.memsafe.benchmarks.stand.Stand;
import io.memsafe.benchmarks.stand.Table;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * What {@code watch} would have said of JVMs whose live set is known: only what it sees from outside, five times a
 * second, and without the collector's own log.
 */
final class WatchCases {
    private static final double PERCENT = 100;

    /** At 80 % live these stall most of the time, and some of them died there. */
    private static final List<String> STALLING = List.of("p17", "p25", "z17", "z25");

    private final Stand stand;
    private final Table table = new Table(
            "Watched from outside",
            "Recordings with a known live set, as 'memsafe-doctor watch' would have seen them: how long before the error"
                    + " each level came, or the share of time at it; the estimate over the truth at its median; and how"
                    + " often the heap in use was above 85 % of -Xmx.",
            "recording",
            "WARNING",
            "CRITICAL",
            "estimate / truth",
            "used > 85 %");
    private long leaks;
    private long leaksSeen;
    private long falseAlarms;

    WatchCases(Stand stand) {
        this.stand = stand;
    }

    void measure(Path folder) {
        List<Path> files;
        try (Stream<Path> all = Files.list(folder)) {
            files = all.filter(file -> file.toString().endsWith(".rec.gz"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new CannotMeasureException("the recordings in " + folder + " cannot be read: " + e.getMessage());
        }
        try {
            for (Path file : files) {
                measure(new WatchedRecording(file));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        stand.figure(Figure.all(stand.figureName("watch.leaks.critical"), leaksSeen, leaks));
        stand.figure(Figure.none(stand.figureName("watch.steady.critical"), falseAlarms));
        stand.table(table);
    }

    private void measure(WatchedRecording recording) throws IOException {
        recording.replay();
        boolean leak = recording.errorSeconds() > 0;
        if (leak) {
            leaks++;
            leaksSeen += recording.lead(PressureLevel.CRITICAL) > 0 ? 1 : 0;
        } else if (!STALLING.contains(recording.config())) {
            falseAlarms += recording.share(PressureLevel.CRITICAL) > 0 ? 1 : 0;
        }
        table.row(
                recording.name(),
                cell(recording, leak, PressureLevel.WARNING),
                cell(recording, leak, PressureLevel.CRITICAL),
                String.format(Locale.ROOT, "%.2f", recording.medianEstimate()),
                String.format(Locale.ROOT, "%.0f %%", PERCENT * recording.naiveShare()));
    }

    private static String cell(WatchedRecording recording, boolean leak, PressureLevel level) {
        if (!leak) {
            return String.format(Locale.ROOT, "%.1f %%", PERCENT * recording.share(level));
        }
        double lead = recording.lead(level);
        return Double.isNaN(lead) ? "never" : String.format(Locale.ROOT, "%.1f s", lead);
    }
}
