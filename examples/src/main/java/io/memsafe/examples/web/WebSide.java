package io.memsafe.examples.web;

import io.memsafe.fork.Traffic;
import java.util.Arrays;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/**
 * One of the two servers: what was sent to it, what became of that, and how it said it was.
 *
 * <p>Thread-safety: one thread sends, one hears the server, others look on.
 */
final class WebSide implements Traffic {
    private static final long WANTED_NANOS = 1_000_000_000L;
    private static final long SECOND_NANOS = 1_000_000_000L;
    private static final double MILLIS = 1e6;
    private static final double HIGH = 0.99;

    private final String name;
    private final WebSchedule schedule;
    private final @Nullable End[] ends;
    private final long[] latencies;
    private volatile String level = "-";
    private volatile int usedPercent;
    private volatile long errors;

    /** What became of the requests of some stretch of time. */
    record Count(
            int pages, int pagesAnswered, int reports, int reportsAnswered, int refused, int lost, double p99Millis) {
        double pageRatio() {
            return pages == 0 ? 1 : (double) pagesAnswered / pages;
        }

        double reportRatio() {
            return reports == 0 ? 1 : (double) reportsAnswered / reports;
        }

        double refusedRatio() {
            return pages + reports == 0 ? 0 : (double) refused / (pages + reports);
        }

        double lostRatio() {
            return pages + reports == 0 ? 0 : (double) lost / (pages + reports);
        }
    }

    WebSide(String name, WebSchedule schedule) {
        this.name = name;
        this.schedule = schedule;
        this.ends = new End[schedule.size()];
        this.latencies = new long[schedule.size()];
    }

    String name() {
        return name;
    }

    /** Hears a line of the server. */
    void hear(String line) {
        if (line.startsWith(DemoServer.STATE)) {
            String[] words = line.substring(DemoServer.STATE.length()).split(" ", -1);
            level = words[0];
            usedPercent = Integer.parseInt(words[1]);
            errors = Long.parseLong(words[2]);
        }
    }

    String level() {
        return level;
    }

    int usedPercent() {
        return usedPercent;
    }

    /** OutOfMemoryErrors that it could tell of. */
    long errors() {
        return errors;
    }

    @Override
    public int size() {
        return schedule.size();
    }

    @Override
    public long time(int i) {
        return schedule.time(i);
    }

    @Override
    public byte[] text(int i) {
        return schedule.text(i);
    }

    @Override
    public long end() {
        return schedule.seconds() * SECOND_NANOS;
    }

    @Override
    public synchronized void ended(int i, End how, long latencyNanos) {
        latencies[i] = latencyNanos;
        ends[i] = how;
    }

    /** What became of the requests that were due in some seconds; those that have not ended do not count. */
    synchronized Count count(IntPredicate second) {
        int[] all = new int[2];
        int[] answered = new int[2];
        int refused = 0;
        int lost = 0;
        long[] good = new long[ends.length];
        int goodCount = 0;
        for (int i = 0; i < ends.length; i++) {
            End end = ends[i];
            if (end == null || !second.test((int) (schedule.time(i) / SECOND_NANOS))) {
                continue;
            }
            int kind = schedule.isReport(i) ? 1 : 0;
            all[kind]++;
            switch (end) {
                case ANSWERED -> {
                    boolean inTime = latencies[i] <= WANTED_NANOS;
                    answered[kind] += inTime ? 1 : 0;
                    lost += inTime ? 0 : 1;
                    if (kind == 0) {
                        good[goodCount++] = latencies[i];
                    }
                }
                case REFUSED -> refused++;
                case FAILED, TIMEOUT, BROKEN -> lost++;
            }
        }
        Arrays.sort(good, 0, goodCount);
        double p99 = goodCount == 0 ? Double.NaN : good[(int) (HIGH * (goodCount - 1))] / MILLIS;
        return new Count(all[0], answered[0], all[1], answered[1], refused, lost, p99);
    }
}
