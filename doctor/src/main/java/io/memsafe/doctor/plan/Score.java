package io.memsafe.doctor.plan;

/**
 * How a method did on what came after.
 *
 * <p>Thread-safety: immutable.
 *
 * @param method which
 * @param cuts how often it was asked
 * @param events how often the level was reached within 30 days
 * @param truePositives alerts before an event
 * @param falsePositives alerts before none
 * @param dayError the mean of the error in days, both days cut at 30
 */
public record Score(Method method, int cuts, int events, int truePositives, int falsePositives, double dayError) {

    /**
     * The share of alerts that were right.
     *
     * @return 0 without alerts
     */
    public double precision() {
        int alerts = truePositives + falsePositives;
        return alerts == 0 ? 0 : (double) truePositives / alerts;
    }

    /**
     * The share of events that were foreseen.
     *
     * @return 0 without events
     */
    public double recall() {
        return events == 0 ? 0 : (double) truePositives / events;
    }

    /**
     * The harmonic mean of precision and recall.
     *
     * @return 0 to 1
     */
    public double f1() {
        int all = truePositives + falsePositives + events;
        return all == 0 ? 0 : 2.0 * truePositives / all;
    }

    /**
     * The share of quiet months with an alert.
     *
     * @return 0 to 1
     */
    public double falsePositiveRate() {
        int quiet = cuts - events;
        return quiet == 0 ? 0 : (double) falsePositives / quiet;
    }
}
