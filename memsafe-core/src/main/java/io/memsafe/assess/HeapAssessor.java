package io.memsafe.assess;

import io.memsafe.MemoryAssessment;
import io.memsafe.signal.CollectionEvent;
import io.memsafe.signal.CollectorFamily;
import io.memsafe.signal.MarkResult;
import io.memsafe.signal.Sample;
import java.time.Duration;

/**
 * Puts samples and collections together into an assessment.
 *
 * <p>Pure: time is only what the samples carry, so a recorded run can be replayed through it.
 *
 * <p>Thread-safety: none; used by one thread.
 */
public final class HeapAssessor {
    private static final double RATE_WEIGHT = 0.2;

    private final CollectorFamily family;
    private final LiveSetEstimator estimator;
    private final CollectionLoad load = new CollectionLoad();
    private final long startNanos;
    private long lastNanos;
    private long lastAllocated = -1;
    private double allocationRate = -1;

    /**
     * An assessor for one run.
     *
     * @param family the collector of that run
     * @param startNanos where the uptime of the assessments counts from, on the clock of the samples
     */
    public HeapAssessor(CollectorFamily family, long startNanos) {
        this.family = family;
        this.startNanos = startNanos;
        this.estimator = LiveSetEstimator.of(family);
    }

    /** Takes in a collection; in order of time. */
    public void collected(CollectionEvent event) {
        load.collected(event);
        estimator.collected(event);
    }

    /** Takes in what the collector's own marking found; in order of time. */
    public void marked(MarkResult mark) {
        estimator.marked(mark);
    }

    /**
     * Takes in a sample and says how things stand.
     *
     * @param sample the newest sample
     * @return the assessment at the sample's time
     */
    public MemoryAssessment assess(Sample sample) {
        estimator.sampled(sample);
        measureRate(sample);
        LiveSet live = estimator.estimate(sample);
        return new MemoryAssessment(
                Duration.ofNanos(sample.nanos() - startNanos),
                family.title(),
                sample.maxBytes(),
                Capacity.bytes(family, sample.maxBytes()),
                sample.usedBytes(),
                live.bytes(),
                live.lowBytes(),
                live.highBytes(),
                live.source(),
                live.verified(),
                (long) allocationRate,
                load.ratio(sample.nanos()),
                load.distress(sample.nanos()));
    }

    private void measureRate(Sample sample) {
        if (sample.allocatedBytes() < 0) {
            return;
        }
        long nanos = sample.nanos() - lastNanos;
        if (lastAllocated >= 0 && nanos > 0) {
            double rate = Math.max(0, sample.allocatedBytes() - lastAllocated) * 1e9 / nanos;
            allocationRate = allocationRate < 0 ? rate : allocationRate + RATE_WEIGHT * (rate - allocationRate);
        }
        lastNanos = sample.nanos();
        lastAllocated = sample.allocatedBytes();
    }
}
