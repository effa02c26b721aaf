package io.memsafe.assess;

import io.memsafe.HeapAssessment;
import io.memsafe.TimeToExhaustion;
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
    private static final long PROMOTION_NANOS = 5_000_000_000L;
    private static final double RATE_FADE = 0.8;
    private static final double RATE_FADE_NANOS = 50e6;

    private final CollectorFamily family;
    private final LiveSetEstimator estimator;
    private final CollectionLoad load = new CollectionLoad();
    private final Growth growth = new Growth();
    private final ExactGrowth exactGrowth = new ExactGrowth();
    private final Capacity fillable;
    private LiveSet found = new LiveSet(0, 0, 0, "nothing", 0, false);
    private long leastUsed;
    private long lastNanos;
    private long lastAllocated = -1;
    private double allocationRate = -1;
    private long promotedBytes;
    private long promotionNanos;
    private double promotionRate;

    /**
     * An assessor for one run.
     *
     * @param family the collector of that run
     */
    public HeapAssessor(CollectorFamily family) {
        this.family = family;
        this.estimator = LiveSetEstimator.of(family);
        this.fillable = new Capacity(family);
    }

    /** Takes in a collection; in order of time. */
    public void collected(CollectionEvent event) {
        load.collected(event);
        if (family.generational() && !event.full()) {
            promotedBytes += Math.max(0, event.oldAfterBytes() - event.oldBeforeBytes());
        }
        estimator.collected(event);
        if (event.full()) {
            fillable.left(
                    event.beforeBytes() - event.afterBytes(),
                    event.afterBytes(),
                    load.distress(event.nanos()),
                    load.ratio(event.nanos()),
                    event.nanos());
        }
    }

    /** Takes in what the collector's own marking found; in order of time. */
    public void marked(MarkResult mark) {
        estimator.marked(mark);
        fillable.fits(mark.liveBytes());
        if (mark.whole()) {
            exactGrowth.found(mark.nanos(), mark.liveBytes());
        }
    }

    /**
     * Bytes that young collections have moved into the old generation, lately.
     *
     * @return bytes per second; 0 where there are no generations
     */
    public double promotionBytesPerSecond() {
        return promotionRate;
    }

    /**
     * Takes in a sample and says how things stand.
     *
     * @param sample the newest sample
     * @return the assessment at the sample's time
     */
    public HeapAssessment assess(Sample sample) {
        estimator.sampled(sample);
        measureRate(sample);
        measurePromotion(sample.nanos());
        LiveSet live = atMostUsedSince(estimator.estimate(sample), sample.usedBytes());
        long capacity = fillable.bytes(sample.maxBytes(), sample.nanos());
        if (live.verified()) {
            growth.add(sample.nanos(), live.bytes(), capacity);
        }
        double perSecond = growth.perSecond();
        TimeToExhaustion end = growth.until(live.bytes(), live.highBytes(), capacity);
        if (perSecond <= 0 && live.verified() && family == CollectorFamily.G1) {
            perSecond = exactGrowth.perSecond(sample.nanos(), capacity);
            end = Growth.until(live.bytes(), live.highBytes(), capacity, perSecond, perSecond);
        }
        return new HeapAssessment(
                family.title(),
                sample.maxBytes(),
                capacity,
                sample.usedBytes(),
                live.bytes(),
                live.lowBytes(),
                live.highBytes(),
                live.source(),
                Duration.ofNanos(Math.max(0, sample.nanos() - live.nanos())),
                live.verified(),
                (long) allocationRate,
                (long) perSecond,
                end,
                load.ratio(sample.nanos()),
                load.distress(sample.nanos()));
    }

    private LiveSet atMostUsedSince(LiveSet now, long usedBytes) {
        boolean anew = now.nanos() != found.nanos() || now.bytes() != found.bytes();
        leastUsed = anew ? usedBytes : Math.min(leastUsed, usedBytes);
        found = now;
        return now.atMost(leastUsed);
    }

    private void measurePromotion(long nanos) {
        if (nanos - promotionNanos < PROMOTION_NANOS) {
            return;
        }
        promotionRate = promotedBytes * 1e9 / (nanos - promotionNanos);
        promotionNanos = nanos;
        promotedBytes = 0;
    }

    private void measureRate(Sample sample) {
        if (sample.allocatedBytes() < 0) {
            return;
        }
        long nanos = sample.nanos() - lastNanos;
        if (lastAllocated >= 0 && nanos > 0) {
            double rate = Math.max(0, sample.allocatedBytes() - lastAllocated) * 1e9 / nanos;
            double weight = 1 - Math.pow(RATE_FADE, nanos / RATE_FADE_NANOS);
            allocationRate = allocationRate < 0 ? rate : allocationRate + weight * (rate - allocationRate);
        }
        lastNanos = sample.nanos();
        lastAllocated = sample.allocatedBytes();
    }
}
