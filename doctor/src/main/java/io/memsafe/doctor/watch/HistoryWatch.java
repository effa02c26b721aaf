package io.memsafe.doctor.watch;

import io.memsafe.MemoryAssessment;
import io.memsafe.PressureLevel;
import io.memsafe.doctor.replay.HistoryAssessments;
import io.memsafe.history.HistoryEntry;
import io.memsafe.history.HistoryJvm;
import io.memsafe.history.HistoryReader;
import io.memsafe.history.HistoryResolution;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A governor under watch, by the history that it writes: its own levels, a second or two behind. The program is not
 * touched, and may be in another container that shares the file.
 *
 * <p>Thread-safety: all methods may be called from any thread.
 */
public final class HistoryWatch implements MemoryWatch {
    private static final int MOST_BEFORE = 300;
    private static final Duration SILENCE = Duration.ofSeconds(5);

    private final Path path;
    private final HistoryReader reader;
    private final String title;
    private final HistoryAssessments assessments;

    private HistoryWatch(Path path, HistoryReader reader) {
        this.path = path;
        this.reader = reader;
        Optional<HistoryJvm> jvm = reader.jvm();
        assessments = new HistoryAssessments(jvm);
        title = "history " + path
                + jvm.map(wrote -> ", " + wrote.collector() + ", Java " + wrote.javaVersion())
                        .orElse("");
    }

    /**
     * Opens a history that a governor writes, or has written.
     *
     * @param path of its file
     * @return to be closed at the end
     * @throws IOException if there is none, it is something else, or of a newer schema than this version knows
     */
    public static HistoryWatch start(Path path) throws IOException {
        try {
            HistoryReader reader = HistoryReader.open(path);
            try {
                return new HistoryWatch(path, reader);
            } catch (RuntimeException e) {
                reader.close();
                throw e;
            }
        } catch (UncheckedIOException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    @Override
    public String title() {
        return title;
    }

    @Override
    public Optional<WatchReading> reading() {
        List<WatchReading> last = newest(1);
        return last.isEmpty() ? Optional.empty() : Optional.of(last.get(0));
    }

    @Override
    public List<WatchReading> before() {
        return newest(MOST_BEFORE);
    }

    private synchronized List<WatchReading> newest(int most) {
        ArrayDeque<HistoryEntry> last = new ArrayDeque<>(most);
        reader.entries(HistoryResolution.SECONDS).forEach(entry -> {
            if (last.size() == most) {
                last.poll();
            }
            last.add(entry);
        });
        List<WatchReading> readings = new ArrayList<>(last.size());
        last.forEach(entry -> readings.add(reading(entry)));
        return readings;
    }

    private WatchReading reading(HistoryEntry entry) {
        Instant end = entry.start().plus(entry.length());
        Duration uptime = Duration.ofMillis(Math.max(0, end.toEpochMilli()));
        MemoryAssessment assessment = assessments.of(entry, uptime);
        Duration since = Duration.between(end, Instant.now());
        return new WatchReading(
                end,
                entry.worstLevel(),
                assessment,
                assessment.measures(),
                List.of(reason(entry)),
                since.compareTo(SILENCE) > 0 ? since : Duration.ZERO);
    }

    private static String reason(HistoryEntry entry) {
        double share = entry.levelShares().getOrDefault(entry.worstLevel(), 0.0);
        return String.format(
                Locale.ROOT,
                "the governor itself was at %s for %.0f %% of that second%s",
                entry.worstLevel(),
                100 * share,
                entry.worstLevel() == PressureLevel.NORMAL
                                || entry.bindingArea().isEmpty()
                        ? ""
                        : "; first to be exhausted was " + entry.bindingArea());
    }

    @Override
    public Optional<String> end() {
        return Optional.empty();
    }

    @Override
    public synchronized void close() {
        reader.close();
    }

    @Override
    public String toString() {
        return path.toString();
    }
}
