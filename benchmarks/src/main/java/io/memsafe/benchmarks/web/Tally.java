package io.memsafe.benchmarks.web;

import io.memsafe.benchmarks.web.Load.Kind;
import io.memsafe.fork.Traffic;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.HdrHistogram.Histogram;

/**
 * The requests of a run, and what became of them. Latency counts from when a request was due, whether or not it could be sent then.
 *
 * <p>Thread-safety: none; used by one thread.
 */
final class Tally implements Traffic {
    /** What is wanted: an answer within this time. */
    static final long WANTED_NANOS = 1_000_000_000L;

    private static final long HIGHEST_NANOS = 60_000_000_000L;
    private static final long BIN_NANOS = 250_000_000L;
    private static final long SETTLED_NANOS = 1_000_000_000L;
    private static final double RECOVERED = 0.95;
    private static final double MILLIS = 1e6;

    private final Load load;
    private final Outcome[] outcomes;
    private final List<Map<Kind, Histogram>> latencies = new ArrayList<>();

    /** How a request ended. */
    enum Outcome {
        /** Answered in time. */
        GOOD,
        /** Answered too late. */
        LATE,
        /** Refused with 503 or 429. */
        SHED,
        /** Answered otherwise. */
        ERROR,
        /** Not answered until the client gave up. */
        TIMEOUT,
        /** The connection could not be made, or broke. */
        BROKEN;

        static Outcome of(End how, long latencyNanos) {
            return switch (how) {
                case ANSWERED -> latencyNanos > WANTED_NANOS ? LATE : GOOD;
                case REFUSED -> SHED;
                case FAILED -> ERROR;
                case TIMEOUT -> TIMEOUT;
                case BROKEN -> BROKEN;
            };
        }
    }

    Tally(Load load) {
        this.load = load;
        this.outcomes = new Outcome[load.size()];
        for (int i = 0; i < load.scenario().phases().size(); i++) {
            Map<Kind, Histogram> byKind = new EnumMap<>(Kind.class);
            for (Kind kind : Kind.values()) {
                byKind.put(kind, new Histogram(1_000, HIGHEST_NANOS, 3));
            }
            latencies.add(byKind);
        }
    }

    @Override
    public int size() {
        return load.size();
    }

    @Override
    public long time(int i) {
        return load.time(i);
    }

    @Override
    public byte[] text(int i) {
        return load.text(i);
    }

    @Override
    public long end() {
        return load.end();
    }

    @Override
    public void ended(int i, End how, long latencyNanos) {
        outcomes[i] = Outcome.of(how, latencyNanos);
        if (how == End.ANSWERED) {
            histogram(load.phase(i), load.kind(i)).recordValue(Math.min(HIGHEST_NANOS, latencyNanos));
        }
    }

    private Histogram histogram(int phase, Kind kind) {
        return Objects.requireNonNull(latencies.get(phase).get(kind));
    }

    /** Numbers by name, such as {@code 2x.light.good} (a share) and {@code 2x.light.p99} (milliseconds). */
    Map<String, Object> values() {
        Map<String, Object> values = new LinkedHashMap<>();
        for (int phase = 0; phase < load.scenario().phases().size(); phase++) {
            if (load.scenario().phases().get(phase).measured()) {
                String name = load.scenario().phases().get(phase).name();
                for (Kind kind : Kind.values()) {
                    ofPhase(values, name + "." + kind.name().toLowerCase(Locale.ROOT) + ".", phase, kind);
                }
            }
        }
        afterwards(values);
        return values;
    }

    private void ofPhase(Map<String, Object> values, String name, int phase, Kind kind) {
        Map<Outcome, Integer> counts = new EnumMap<>(Outcome.class);
        int all = 0;
        for (int i = 0; i < load.size(); i++) {
            if (load.phase(i) == phase && load.kind(i) == kind) {
                counts.merge(outcomes[i], 1, Integer::sum);
                all++;
            }
        }
        if (all == 0) {
            return;
        }
        values.put(name + "offered", all);
        for (Outcome outcome : Outcome.values()) {
            values.put(name + outcome.name().toLowerCase(Locale.ROOT), (double) counts.getOrDefault(outcome, 0) / all);
        }
        Histogram latency = histogram(phase, kind);
        values.put(name + "p50", latency.getValueAtPercentile(50) / MILLIS);
        values.put(name + "p99", latency.getValueAtPercentile(99) / MILLIS);
    }

    /** How the last phase went, if it follows an overload: when it had recovered, and what was refused after a second. */
    private void afterwards(Map<String, Object> values) {
        int last = load.scenario().phases().size() - 1;
        if (!load.scenario().phases().get(last).name().equals("after")) {
            return;
        }
        long start = load.start(last);
        int bins = (int) ((load.end() - start) / BIN_NANOS);
        int[] good = new int[bins];
        int[] all = new int[bins];
        int late = 0;
        int lateShed = 0;
        for (int i = 0; i < load.size(); i++) {
            if (load.phase(i) == last) {
                int bin = (int) Math.min(bins - 1, (load.time(i) - start) / BIN_NANOS);
                all[bin]++;
                good[bin] += outcomes[i] == Outcome.GOOD ? 1 : 0;
                if (load.time(i) - start > SETTLED_NANOS) {
                    late++;
                    lateShed += outcomes[i] == Outcome.SHED ? 1 : 0;
                }
            }
        }
        int recovered = 0;
        for (int bin = 0; bin < bins; bin++) {
            if (good[bin] < RECOVERED * all[bin]) {
                recovered = bin + 1;
            }
        }
        values.put("recoverySeconds", recovered == bins ? -1 : recovered * (BIN_NANOS / 1e9));
        values.put("lateShed", late == 0 ? 0.0 : (double) lateShed / late);
        values.put("hang", good[bins - 1] + good[bins - 2] == 0);
    }
}
