package io.memsafe.assess;

import io.memsafe.signal.CollectionEvent;
import io.memsafe.signal.CollectorFamily;
import io.memsafe.signal.MarkResult;
import io.memsafe.signal.Sample;

/**
 * Estimates the live set from what one family of collectors reports.
 *
 * <p>Thread-safety: none; used by one thread.
 */
public interface LiveSetEstimator {

    /** Takes in a collection; in order of time. */
    void collected(CollectionEvent event);

    /** Takes in what the collector's own marking found; in order of time. */
    default void marked(MarkResult mark) {
        // Only concurrent collectors tell.
    }

    /** Takes in a sample; in order of time. */
    void sampled(Sample sample);

    /**
     * The estimate now.
     *
     * @param now the newest sample
     * @return never {@code null}; unverified until a collection has looked at the whole heap
     */
    LiveSet estimate(Sample now);

    /** The estimator for a family. */
    static LiveSetEstimator of(CollectorFamily family) {
        return switch (family) {
            case G1 -> new G1Estimator();
            case ZGC, ZGC_GENERATIONAL, SHENANDOAH, SHENANDOAH_GENERATIONAL -> new ConcurrentEstimator(family);
            case SERIAL, PARALLEL, UNKNOWN -> new StopTheWorldEstimator();
        };
    }
}
