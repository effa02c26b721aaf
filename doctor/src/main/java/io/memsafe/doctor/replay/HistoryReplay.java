package io.memsafe.doctor.replay;

import io.memsafe.MemoryAssessment;
import io.memsafe.PressureLevel;
import io.memsafe.history.HistoryEntry;
import io.memsafe.history.HistoryFigure;
import io.memsafe.history.HistoryJvm;
import io.memsafe.history.HistoryRange;
import io.memsafe.history.HistoryReader;
import io.memsafe.history.HistoryResolution;
import io.memsafe.replay.MemoryReplay;
import io.memsafe.replay.ReplayThresholds;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A governor's history through the level policy with other thresholds. The live set is the one that the governor found,
 * so only the levels change; each stretch is taken at its worst.
 *
 * <p>Thread-safety: none; used by one thread.
 */
public final class HistoryReplay {
    private static final byte[] MAGIC = "memsafeH".getBytes(StandardCharsets.US_ASCII);
    private static final Duration GAP = Duration.ofSeconds(10);

    private final MemoryReplay replay;
    private final ReplayTally tally;
    private final HistoryAssessments assessments;
    private final double naiveBytes;
    private long coarse;
    private long gaps;
    private long unknown;
    private @Nullable Instant end;
    private Duration uptime = Duration.ZERO;

    private HistoryReplay(HistoryJvm jvm, ReplayThresholds thresholds, double naiveRatio) {
        tally = new ReplayTally(naiveRatio, jvm.maxHeapBytes());
        assessments = new HistoryAssessments(Optional.of(jvm));
        naiveBytes = naiveRatio * jvm.maxHeapBytes();
        replay = new MemoryReplay(jvm.collector(), thresholds, tally::changed);
    }

    /**
     * Whether a file is a history, whatever its name.
     *
     * @param path of the file
     * @return whether it begins as one
     * @throws IOException if it cannot be read
     */
    public static boolean isHistory(Path path) throws IOException {
        try (var in = Files.newInputStream(path)) {
            return Arrays.equals(in.readNBytes(MAGIC.length), MAGIC);
        }
    }

    /**
     * Replays a history.
     *
     * @param path of its file
     * @param thresholds that a governor would have had
     * @param naiveRatio the share of {@code -Xmx} above which the naive rule would have held
     * @return what would have happened
     * @throws IOException if it cannot be read, or there is nothing in it
     */
    public static ReplayResult replay(Path path, ReplayThresholds thresholds, double naiveRatio) throws IOException {
        try (HistoryReader reader = HistoryReader.open(path)) {
            HistoryJvm jvm = reader.jvm()
                    .orElseThrow(() -> new IOException("the history " + path
                            + " does not say which JVM wrote it: its governor was stopped while it began"));
            if (jvm.maxHeapBytes() <= 0) {
                throw new IOException("the history " + path + " is damaged: the largest heap in it is "
                        + jvm.maxHeapBytes() + " bytes");
            }
            HistoryReplay history = new HistoryReplay(jvm, thresholds, naiveRatio);
            reader.entries().forEach(history::entry);
            if (history.end == null) {
                throw new IOException("the history " + path + " has no entries");
            }
            return history.tally.result(path.toString(), jvm.collector(), thresholds, history.notes());
        } catch (UncheckedIOException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    private void entry(HistoryEntry entry) {
        Duration observed = entry.observed();
        if (observed.isNegative() || observed.isZero()) {
            return;
        }
        if (end == null || Duration.between(end, entry.start()).compareTo(GAP) > 0) {
            gaps += end == null ? 0 : 1;
            tally.clock(entry.start());
        }
        end = entry.start().plus(entry.length());
        coarse += entry.resolution() == HistoryResolution.SECONDS ? 0 : 1;
        MemoryAssessment first = assessments.of(entry, uptime);
        unknown += first.heap().verified() ? 0 : 1;
        replay.assessed(first);
        uptime = uptime.plus(observed);
        PressureLevel level = replay.assessed(assessments.of(entry, uptime));
        entry.levelShares()
                .forEach((was, share) -> tally.recorded(was, Duration.ofNanos((long) (share * observed.toNanos()))));
        tally.stretch(observed, level, first, first.heap().usedBytes(), above(entry.figure(HistoryFigure.USED)));
    }

    /** Between its least and its greatest the heap in use is a saw-tooth, which is at each height for as long. */
    private double above(HistoryRange used) {
        if (!used.known() || used.max() <= naiveBytes) {
            return 0;
        }
        return used.min() >= naiveBytes ? 1 : (used.max() - naiveBytes) / (used.max() - used.min());
    }

    private List<String> notes() {
        List<String> notes = new ArrayList<>();
        notes.add(
                "a history keeps the least, mean and greatest of each figure, and no single collection: the live set is"
                        + " as the governor found it, each stretch is taken at its worst, and the share of the naive rule is"
                        + " reckoned from the least and the greatest heap in use");
        notes.add("of what is beside the heap it keeps the area that was fullest, so another one that these thresholds"
                + " would have reached is not seen, and forecasts are reckoned from the mean growth");
        if (coarse > 0) {
            notes.add(
                    coarse + " entries are a minute or a quarter of an hour long: of these a level holds for the whole"
                            + " entry, which is at most as long as shown");
        }
        if (unknown > 0) {
            notes.add("in " + unknown + " entries the live set was not known; nothing was known against the heap then");
        }
        if (gaps > 0) {
            notes.add(gaps + " stretches of more than " + GAP.toSeconds()
                    + " s in which no governor ran are left out of all times");
        }
        return notes;
    }
}
