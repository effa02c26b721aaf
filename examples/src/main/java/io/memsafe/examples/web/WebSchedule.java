package io.memsafe.examples.web;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Which request is due when; the same for both servers. Arrivals are random and do not wait for answers. Reports come in
 * sizes from a quarter to four times the usual.
 *
 * <p>Thread-safety: immutable.
 */
final class WebSchedule {
    private static final double REPORT_RATIO = 0.3;
    private static final double USABLE_RATIO = 0.6;
    private static final int LEAST_MILLIS = 300;
    private static final int MILLIS_SPREAD = 400;
    private static final double REPORT_SECONDS = 0.5;
    private static final int ROW = 1_000;
    private static final double LARGEST = 4;
    private static final double NANOS = 1e9;

    private final List<Phase> phases;
    private final DemoServer server;
    private long[] times = new long[1 << 10];
    private byte[][] texts = new byte[1 << 10][];
    private boolean[] reports = new boolean[1 << 10];
    private int count;

    /**
     * A stretch of one load.
     *
     * @param name for people
     * @param load as a multiple of what fits into the heap
     * @param seconds how long
     */
    record Phase(String name, double load, int seconds) {}

    WebSchedule(List<Phase> phases, DemoServer server, long heapBytes, long seed) {
        this.phases = List.copyOf(phases);
        this.server = server;
        SplittableRandom random = new SplittableRandom(seed);
        double usualRows = USABLE_RATIO * heapBytes / server.reportsThatFit() / ROW;
        double start = 0;
        for (Phase phase : phases) {
            double perSecond = server.reportsThatFit() / REPORT_SECONDS / REPORT_RATIO * phase.load();
            double end = start + phase.seconds();
            for (double at = next(start, perSecond, random); at < end; at = next(at, perSecond, random)) {
                add((long) (at * NANOS), usualRows, random);
            }
            start = end;
        }
        times = Arrays.copyOf(times, count);
    }

    private static double next(double at, double perSecond, SplittableRandom random) {
        return at - Math.log(1 - random.nextDouble()) / perSecond;
    }

    private void add(long time, double usualRows, SplittableRandom random) {
        if (count == times.length) {
            times = Arrays.copyOf(times, 2 * count);
            texts = Arrays.copyOf(texts, 2 * count);
            reports = Arrays.copyOf(reports, 2 * count);
        }
        times[count] = time;
        reports[count] = random.nextDouble() < REPORT_RATIO;
        // The logarithm is spread evenly: the mean is 1.35 times the middle.
        double size = usualRows / 1.35 * Math.pow(LARGEST, 2 * random.nextDouble() - 1);
        String path = reports[count]
                ? server.report() + "?rows=" + Math.max(1, (int) size) + "&millis="
                        + (LEAST_MILLIS + random.nextInt(MILLIS_SPREAD + 1))
                : server.page();
        texts[count++] = ("GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n").getBytes(StandardCharsets.US_ASCII);
    }

    List<Phase> phases() {
        return phases;
    }

    int size() {
        return count;
    }

    long time(int i) {
        return times[i];
    }

    byte[] text(int i) {
        return texts[i];
    }

    boolean isReport(int i) {
        return reports[i];
    }

    int seconds() {
        return phases.stream().mapToInt(Phase::seconds).sum();
    }

    /** Which phase a second is of. */
    int phaseOf(int second) {
        int end = 0;
        for (int i = 0; i < phases.size(); i++) {
            end += phases.get(i).seconds();
            if (second < end) {
                return i;
            }
        }
        return phases.size() - 1;
    }
}
