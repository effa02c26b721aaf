package io.memsafe.doctor.explain;

import io.memsafe.PressureLevel;
import io.memsafe.history.HistoryEntry;
import io.memsafe.history.HistoryFigure;
import io.memsafe.history.HistoryJvm;
import io.memsafe.history.HistoryReader;
import java.io.IOException;
import java.io.InputStream;
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

/** What a history that memsafe keeps says: the levels it reached and when, the live set, and the last restart. */
final class HistoryIncident {
    private static final byte[] MAGIC = "memsafeH".getBytes(StandardCharsets.US_ASCII);
    private static final int MOST_EVIDENCE = 4;
    /** A level this long before a restart is what it ended with. */
    private static final Duration SHORTLY = Duration.ofMinutes(20);

    private static final double FULL = 0.7;
    private static final double GROWTH = 1.1;

    private final String name;
    private final Optional<HistoryJvm> jvm;
    private final List<Evidence> evidence = new ArrayList<>();
    private final double[] live;
    private int known;
    private double capacity = Double.NaN;
    private PressureLevel worst = PressureLevel.NORMAL;
    private PressureLevel beforeRestart = PressureLevel.NORMAL;
    private @Nullable Instant first;
    private @Nullable Instant last;
    private @Nullable Instant begin;
    private Instant end = Instant.EPOCH;
    private Duration critical = Duration.ZERO;
    private String area = "";
    private long number;

    private HistoryIncident(String name, Optional<HistoryJvm> jvm, int entries) {
        this.name = name;
        this.jvm = jvm;
        this.live = new double[entries];
    }

    /** By its first bytes. */
    static boolean isHistory(Path path) throws IOException {
        if (!Files.isRegularFile(path)) {
            return false; // a pipe gives its bytes once
        }
        try (InputStream in = Files.newInputStream(path)) {
            return Arrays.equals(in.readNBytes(MAGIC.length), MAGIC);
        }
    }

    /** Reads it; throws UncheckedIOException if that fails. */
    static HistoryIncident of(Path path) {
        try (HistoryReader reader = HistoryReader.open(path)) {
            int entries = (int) Math.min(reader.entries().count(), 1 << 17);
            HistoryIncident history = new HistoryIncident(path.toString(), reader.jvm(), entries);
            reader.entries().limit(entries).forEach(history::add);
            return history;
        }
    }

    private void add(HistoryEntry entry) {
        number++;
        Instant start = entry.start();
        begin = begin == null ? start : begin;
        end = start.plus(entry.length());
        double mean = entry.figure(HistoryFigure.LIVE).mean();
        if (mean >= 0) {
            live[known++] = mean;
        }
        double limit = entry.figure(HistoryFigure.CAPACITY).mean();
        capacity = limit > 0 ? limit : capacity;
        Instant restarted = jvm.map(HistoryJvm::started).orElse(Instant.MAX);
        if (start.isBefore(restarted) && end.isAfter(restarted.minus(SHORTLY))) {
            beforeRestart = entry.worstLevel();
        }
        if (!entry.worstLevel().atLeast(PressureLevel.CRITICAL)) {
            return;
        }
        if (entry.worstLevel().compareTo(worst) > 0) {
            worst = entry.worstLevel();
            area = entry.bindingArea();
        }
        first = first == null ? start : first;
        last = start;
        double share = entry.levelShares().getOrDefault(PressureLevel.CRITICAL, 0.0)
                + entry.levelShares().getOrDefault(PressureLevel.EMERGENCY, 0.0);
        critical = critical.plusMillis((long) (entry.observed().toMillis() * share));
        if (evidence.size() == MOST_EVIDENCE) {
            evidence.remove(1);
        }
        evidence.add(new Evidence(name, number, text(entry)));
    }

    private static String text(HistoryEntry entry) {
        return Scan.printable(
                entry.start() + " " + entry.worstLevel() + ", "
                        + of(entry.figure(HistoryFigure.LIVE).max())
                        + " live of " + of(entry.figure(HistoryFigure.CAPACITY).mean()) + ", fullest: "
                        + entry.bindingArea(),
                Evidence.LONGEST);
    }

    private static String of(double bytes) {
        return bytes >= 0 ? Scan.bytes((long) bytes) : "not known";
    }

    /** Null if memory was never short and is not on its way there. */
    @Nullable
    Incident incident() {
        boolean rising = last(known) >= FULL * capacity && last(known) >= GROWTH * last(known / 2);
        if (first == null && !rising) {
            return null;
        }
        String levels = first == null
                ? ""
                : "Level " + worst + " was reached" + (area.isEmpty() ? "" : ", with " + area + " the fullest")
                        + "; CRITICAL or above for " + time(critical) + " in all. ";
        return new Incident(
                IncidentKind.MEMSAFE_PRESSURE,
                jvm.map(writer -> "JVM with " + writer.collector() + ", " + writer.javaVersion())
                        .orElse(null),
                null,
                "memsafe",
                (area.isEmpty() ? "heap" : area) + ", heap of " + of(capacity),
                levels + liveSet() + restart(),
                List.of(),
                (first == null ? end : first).toString(),
                1,
                first == null || first.equals(last) || last == null ? null : last.toString(),
                evidence.isEmpty() ? List.of(new Evidence(name, number, note())) : evidence,
                Advice.heapLog(first != null && area.contains("heap"), ""));
    }

    private String liveSet() {
        return known == 0
                ? ""
                : "The live set was " + of(last(known / 2)) + " in the middle and " + of(last(known)) + " at the end. ";
    }

    private String restart() {
        if (jvm.isEmpty()) {
            return "";
        }
        return "The JVM was started at " + jvm.get().started()
                + (beforeRestart.atLeast(PressureLevel.CRITICAL)
                        ? "; the one before it ended at level " + beforeRestart + "."
                        : ".");
    }

    /** Median of the entries just before a place, a quarter of all. */
    private double last(int to) {
        int from = Math.max(0, to - Math.max(1, known / 4));
        if (to <= from) {
            return Double.NaN;
        }
        double[] some = Arrays.copyOfRange(live, from, to);
        Arrays.sort(some);
        return some[some.length / 2];
    }

    private static String time(Duration time) {
        long minutes = time.toMinutes();
        return minutes < 2 ? time.toSeconds() + " s" : minutes < 120 ? minutes + " minutes" : minutes / 60 + " hours";
    }

    /** What it is, in any case. */
    String note() {
        return name + " is a history of memsafe, "
                + (begin == null ? "empty" : "from " + begin + " to " + end)
                + (first == null ? "; level CRITICAL was not reached" : "")
                + (known == 0 ? "" : "; live set at the end " + of(last(known)) + " of " + of(capacity)) + ".";
    }
}
