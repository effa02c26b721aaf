package io.memsafe.benchmarks.doctor;

import io.memsafe.MemoryAssessment;
import io.memsafe.PressureLevel;
import io.memsafe.replay.MemoryReplay;
import io.memsafe.replay.RecordedCollection;
import io.memsafe.replay.RecordedSample;
import io.memsafe.replay.ReplayThresholds;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;

/** A recorded JVM whose live set is known, seen as {@code watch} sees one. */
final class WatchedRecording {
    private static final long SAMPLE_NANOS = 200_000_000L;
    private static final long WARM_UP_NANOS = 3_000_000_000L;
    private static final double NANOS = 1e9;
    private static final double NAIVE_RATIO = 0.85;
    private static final int POOLS_FROM = 7;

    private final Path file;
    private final String name;
    private final Map<PressureLevel, Long> firsts = new EnumMap<>(PressureLevel.class);
    private final Map<PressureLevel, Integer> samples = new EnumMap<>(PressureLevel.class);
    private final List<Double> estimates = new ArrayList<>();
    private long maxBytes;
    private long errorNanos = -1;
    private List<String> pools = List.of();
    private int sampled;
    private int naive;
    private long nextNanos = Long.MIN_VALUE;

    WatchedRecording(Path file) {
        this.file = file;
        String fileName = file.getFileName().toString();
        this.name = fileName.substring(0, fileName.indexOf('.'));
    }

    String name() {
        return name;
    }

    String config() {
        return name.substring(0, name.indexOf('-'));
    }

    /** When the program met its error; less than 0 if it did not. */
    double errorSeconds() {
        return errorNanos / NANOS;
    }

    /** How long before the error a level was first reached or passed; NaN if it never was. */
    double lead(PressureLevel level) {
        Long first = firsts.get(level);
        return first == null ? Double.NaN : (errorNanos - first) / NANOS;
    }

    /** The share of samples at a level or above. */
    double share(PressureLevel level) {
        int at = samples.entrySet().stream()
                .filter(entry -> entry.getKey().atLeast(level))
                .mapToInt(Map.Entry::getValue)
                .sum();
        return (double) at / sampled;
    }

    double naiveShare() {
        return (double) naive / sampled;
    }

    double medianEstimate() {
        if (estimates.isEmpty()) {
            return Double.NaN;
        }
        Collections.sort(estimates);
        return estimates.get(estimates.size() / 2);
    }

    void replay() throws IOException {
        try (BufferedReader reader = new BufferedReader(
                new InputStreamReader(new GZIPInputStream(Files.newInputStream(file)), StandardCharsets.UTF_8))) {
            String head = reader.readLine();
            maxBytes = Long.parseLong(between(head, "maxBytes=", " "));
            errorNanos = Long.parseLong(between(head, "outOfMemoryErrorNanos,truthThen=", " "));
            pools = Arrays.stream(between(head, "pools=", " gcs=").split("\\|", -1))
                    .map(pool -> pool.substring(0, pool.lastIndexOf(':')))
                    .toList();
            List<String> beans =
                    List.of(between(head, "gcs=", " startUptimeMillis").split("\\|", -1));
            MemoryReplay replay =
                    new MemoryReplay(MemoryReplay.collectorOf(beans, pools), ReplayThresholds.DEFAULT, change -> {});
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                line(line.split("\\|", -1), replay);
            }
        }
    }

    private static String between(String text, String from, String to) {
        int start = text.indexOf(from) + from.length();
        return text.substring(start, text.indexOf(to, start));
    }

    private void line(String[] fields, MemoryReplay replay) {
        if (fields[0].equals("N")) {
            replay.collected(collection(fields));
        } else if (fields[0].equals("S")) {
            long nanos = Long.parseLong(fields[1]);
            if (nanos >= nextNanos) {
                nextNanos = nanos + SAMPLE_NANOS;
                long used = number(fields[3]);
                sampled(replay, new RecordedSample(nanos, used, maxBytes, number(fields[4])), number(fields[2]));
            }
        }
    }

    private void sampled(MemoryReplay replay, RecordedSample sample, long truthBytes) {
        MemoryAssessment now = replay.sampled(sample, List.of());
        sampled++;
        naive += sample.usedBytes() > NAIVE_RATIO * maxBytes ? 1 : 0;
        samples.merge(replay.level(), 1, Integer::sum);
        for (PressureLevel level : PressureLevel.values()) {
            if (replay.level().atLeast(level)) {
                firsts.putIfAbsent(level, sample.nanos());
            }
        }
        if (now.heap().verified() && sample.nanos() > WARM_UP_NANOS && truthBytes > 0) {
            estimates.add((double) now.heap().liveBytes() / truthBytes);
        }
    }

    private static long number(String assignment) {
        return Long.parseLong(assignment.substring(assignment.indexOf('=') + 1));
    }

    private RecordedCollection collection(String[] fields) {
        long[] sums = new long[5];
        for (int i = 0; i < pools.size(); i++) {
            String[] change = fields[POOLS_FROM + i].split(">", -1);
            long before = Long.parseLong(change[0]);
            long after = Long.parseLong(change[1]);
            boolean old = MemoryReplay.isOldPool(pools.get(i));
            sums[0] += before;
            sums[1] += after;
            sums[2] += old ? before : 0;
            sums[3] += old ? after : 0;
            sums[4] += pools.get(i).contains("Eden") ? after : 0;
        }
        return new RecordedCollection(
                Long.parseLong(fields[1]),
                fields[2],
                fields[3],
                fields[4],
                Long.parseLong(fields[5]),
                Long.parseLong(fields[6]),
                sums[0],
                sums[1],
                sums[2],
                sums[3],
                sums[4]);
    }
}
