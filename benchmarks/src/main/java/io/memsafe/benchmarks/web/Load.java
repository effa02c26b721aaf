package io.memsafe.benchmarks.web;

import io.memsafe.benchmarks.web.Scenario.Phase;
import io.memsafe.benchmarks.web.child.Gates;
import io.memsafe.benchmarks.web.child.Request;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * When which request is sent: fixed by the round, so that all contestants of a round meet the same requests.
 *
 * <p>Arrivals are a Poisson process. They do not wait for answers.
 *
 * <p>Thread-safety: immutable.
 */
final class Load {
    private static final double HEALTH_RATIO = 0.1;
    private static final double NANOS = 1e9;

    private final Scenario scenario;
    private final double meanKilobytes;
    private final long[] phaseStarts;
    private long[] times = new long[1 << 10];
    private Kind[] kinds = new Kind[1 << 10];
    private long[] seeds = new long[1 << 10];
    private byte[] phases = new byte[1 << 10];
    private int count;

    /** Kinds of requests. */
    enum Kind {
        LIGHT,
        HEAVY,
        HEALTH
    }

    Load(Scenario scenario, long usableKilobytes, int round) {
        this.scenario = scenario;
        this.meanKilobytes = scenario.meanKilobytes(usableKilobytes);
        this.phaseStarts = new long[scenario.phases().size() + 1];
        SplittableRandom random = new SplittableRandom(round);
        double heavyRate = Scenario.IN_FLIGHT / Request.MEAN_SECONDS;
        double start = 0;
        for (int i = 0; i < scenario.phases().size(); i++) {
            Phase phase = scenario.phases().get(i);
            phaseStarts[i] = (long) (start * NANOS);
            double rate = heavyRate / scenario.heavyRatio() * phase.times();
            double end = start + phase.seconds();
            for (double at = next(start, rate, random); at < end; at = next(at, rate, random)) {
                add((long) (at * NANOS), kind(random), random.nextLong(1L << 40), (byte) i);
            }
            start = end;
        }
        phaseStarts[scenario.phases().size()] = (long) (start * NANOS);
    }

    private static double next(double at, double rate, SplittableRandom random) {
        return at - Math.log(1 - random.nextDouble()) / rate;
    }

    private Kind kind(SplittableRandom random) {
        if (random.nextDouble() < scenario.heavyRatio()) {
            return Kind.HEAVY;
        }
        return random.nextDouble() < HEALTH_RATIO ? Kind.HEALTH : Kind.LIGHT;
    }

    private void add(long time, Kind kind, long seed, byte phase) {
        if (count == times.length) {
            times = Arrays.copyOf(times, 2 * count);
            kinds = Arrays.copyOf(kinds, 2 * count);
            seeds = Arrays.copyOf(seeds, 2 * count);
            phases = Arrays.copyOf(phases, 2 * count);
        }
        times[count] = time;
        kinds[count] = kind;
        seeds[count] = seed;
        phases[count++] = phase;
    }

    int size() {
        return count;
    }

    /** When a request is sent, in nanoseconds from the start. */
    long time(int i) {
        return times[i];
    }

    Kind kind(int i) {
        return kinds[i];
    }

    int phase(int i) {
        return phases[i];
    }

    long start(int phase) {
        return phaseStarts[phase];
    }

    long end() {
        return phaseStarts[phaseStarts.length - 1];
    }

    Scenario scenario() {
        return scenario;
    }

    double meanKilobytes() {
        return meanKilobytes;
    }

    /** What is sent. */
    byte[] text(int i) {
        String path = switch (kinds[i]) {
            case LIGHT -> "/light";
            case HEALTH -> "/health";
            case HEAVY -> heavy(i);
        };
        String told = kinds[i] == Kind.HEAVY
                ? Gates.BYTES_HEADER + ": "
                        + Request.of(seeds[i], meanKilobytes).kilobytes() + "\r\n"
                : "";
        return ("GET " + path + " HTTP/1.1\r\nHost: localhost\r\n" + told + "\r\n").getBytes(StandardCharsets.US_ASCII);
    }

    private String heavy(int i) {
        if (scenario == Scenario.UNTOLD) {
            return scenario.path() + "?seed=" + seeds[i];
        }
        Request request = Request.of(seeds[i], meanKilobytes);
        return scenario.path() + "?kb=" + request.kilobytes() + "&ms=" + request.millis();
    }
}
