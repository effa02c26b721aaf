package io.memsafe.benchmarks.jmh;

import io.memsafe.benchmarks.stand.Figure;
import io.memsafe.benchmarks.stand.Stand;
import io.memsafe.fork.Jdk;

/** Holds what was measured of a hot path, on one runtime with some threads or workers, against what must be reached. */
final class Bars {
    private static final double NO_BYTES = 0.01;

    private final Stand stand;
    private final Scores scores;
    private final HotPath path;
    private final Jdk jdk;
    private final int count;

    Bars(Stand stand, Scores scores, HotPath path, Jdk jdk, int count) {
        this.stand = stand;
        this.scores = scores;
        this.path = path;
        this.jdk = jdk;
        this.count = count;
    }

    /** How many threads or workers there are. */
    int count() {
        return count;
    }

    private String name(String rest) {
        return stand.figureName(
                path.words().figure() + "." + jdk.feature() + "." + count + (path.job() ? "w." : "t.") + rest);
    }

    private double median(String method, String value) {
        return scores.median(path.cell(method, jdk, count), value);
    }

    /** A call must take less than so many nanoseconds. */
    void below(String rest, String method, double nanos, int decimals) {
        stand.figure(Figure.below(name(rest), median(method, Fork.NANOS), nanos, decimals));
    }

    /** A call may take so many nanoseconds. */
    void atMost(String rest, String method, double nanos) {
        stand.figure(Figure.atMost(name(rest), median(method, Fork.NANOS), nanos, 1));
    }

    /** A call may take so many times that of another one. */
    void times(String rest, String method, String other, double bar) {
        double times = median(method, Fork.NANOS) / median(other, Fork.NANOS);
        stand.figure(Figure.atMost(name(rest), times, bar, 2));
    }

    /** A call must make no garbage. */
    void noGarbage(String rest, String method) {
        stand.figure(Figure.below(name(rest), median(method, Fork.BYTES), NO_BYTES, 5));
    }

    /** A call may take so many nanoseconds and bytes more than another one. */
    void more(String method, String other, double nanos, double bytes) {
        stand.figure(Figure.atMost(name("more-ns"), median(method, Fork.NANOS) - median(other, Fork.NANOS), nanos, 1));
        moreBytes("more-bytes", method, other, bytes);
    }

    /** A call may allocate so many bytes more than another one. */
    void moreBytes(String rest, String method, String other, double bytes) {
        if (path.knowsBytes(jdk)) {
            double more = median(method, Fork.BYTES) - median(other, Fork.BYTES);
            stand.figure(Figure.atMost(name(rest), more, bytes, 2));
        }
    }
}
