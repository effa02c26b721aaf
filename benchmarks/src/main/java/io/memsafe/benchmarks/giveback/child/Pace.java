package io.memsafe.benchmarks.giveback.child;

/**
 * How long the phases of a run are.
 *
 * @param mostWarmUpMillis until the caches are taken as full, before anybody looks whether the throughput is steady
 * @param lookMillis for how long it is looked at
 * @param mostSteadyLooks how often, until it is taken as it is
 * @param steadyRatio by how much two looks may differ
 * @param baselineMillis in which the usual throughput is measured
 * @param holdMillis for which the ballast is full
 * @param recoveryMillis after {@code NORMAL}
 */
public record Pace(
        long mostWarmUpMillis,
        long lookMillis,
        int mostSteadyLooks,
        double steadyRatio,
        long baselineMillis,
        long holdMillis,
        long recoveryMillis) {
    /** For figures. */
    public static final Pace FULL = new Pace(40_000, 2_000, 6, 0.02, 6_000, 6_000, 25_000);

    /** For a look. */
    public static final Pace QUICK = new Pace(12_000, 1_500, 2, 0.03, 3_000, 4_000, 12_000);
}
