package io.memsafe.benchmarks.signals.child;

/**
 * The rule of jvmquake: time in pauses is a debt, time run pays it back, and too much debt is an alarm.
 *
 * <p>Thread-safety: none; used by one thread.
 */
final class Debt {
    private static final double NANOS = 1e9;
    private static final double MILLIS = 1e3;

    private final double limitSeconds;
    private final double runWeight;
    private double debtSeconds;
    private long lastNanos;
    private long lastPauseMillis;

    /**
     * A rule without debt.
     *
     * @param limitSeconds the debt above which it alarms
     * @param runWeight how many seconds of debt a second of running pays back
     */
    Debt(double limitSeconds, double runWeight) {
        this.limitSeconds = limitSeconds;
        this.runWeight = runWeight;
    }

    /** Takes in the time and all pauses so far; says whether the debt is above the limit. */
    boolean above(long nanos, long pauseMillis) {
        if (lastNanos != 0) {
            double passed = (nanos - lastNanos) / NANOS;
            double paused = (pauseMillis - lastPauseMillis) / MILLIS;
            debtSeconds = Math.max(0, debtSeconds + paused - Math.max(0, passed - paused) * runWeight);
        }
        lastNanos = nanos;
        lastPauseMillis = pauseMillis;
        return debtSeconds > limitSeconds;
    }
}
