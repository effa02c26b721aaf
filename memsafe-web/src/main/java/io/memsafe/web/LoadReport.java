package io.memsafe.web;

import io.memsafe.HeapAssessment;
import java.util.Locale;

/**
 * How full and how busy the server is, as the response header in which balancers such as Envoy read it (ORCA).
 *
 * <p>{@code application_utilization} and {@code mem_utilization} are the share of the heap that lives;
 * {@code rps_fractional} are requests a second, {@code eps} those that were refused.
 *
 * <p>Thread-safety: one thread steps; {@link #text} may be read by any.
 */
final class LoadReport {
    static final String HEADER = "endpoint-load-metrics";

    private static final long EVERY_NANOS = 500_000_000L;
    private static final double SECOND_NANOS = 1e9;

    private long toldNanos;
    private long admittedThen;
    private long shedThen;
    private volatile String text = "";

    LoadReport(long nowNanos) {
        toldNanos = nowNanos;
    }

    /** As of the last half second; empty before. */
    String text() {
        return text;
    }

    void step(long nowNanos, HeapAssessment heap, long admitted, long shed) {
        if (nowNanos - toldNanos < EVERY_NANOS) {
            return;
        }
        double seconds = (nowNanos - toldNanos) / SECOND_NANOS;
        toldNanos = nowNanos;
        text = text(heap.pressureRatio(), (admitted - admittedThen) / seconds, (shed - shedThen) / seconds);
        admittedThen = admitted;
        shedThen = shed;
    }

    private static String text(double live, double admittedPerSecond, double shedPerSecond) {
        double ratio = Math.max(0, Math.min(1, live));
        return String.format(
                Locale.ROOT,
                "TEXT application_utilization=%.4f,mem_utilization=%.4f,rps_fractional=%.1f,eps=%.1f",
                ratio,
                ratio,
                admittedPerSecond + shedPerSecond,
                shedPerSecond);
    }
}
