package io.memsafe.assess;

import io.memsafe.signal.CollectionEvent;
import io.memsafe.signal.Sample;

/**
 * Serial and Parallel: what a full collection leaves is the live set, exactly.
 *
 * <p>Between two full collections the young ones give an upper bound: what they leave, garbage of the old generation
 * included. An error is late by at most the time until the next full collection, and these come the more often the
 * fuller the heap is; both collectors run one before they throw an OutOfMemoryError. Where that bound has risen by a
 * quarter of the heap, the last full collection says nothing any more: the bound is shown, unverified.
 */
final class StopTheWorldEstimator implements LiveSetEstimator {
    private long afterFull = -1;
    private long foundNanos;
    private long afterYoung = -1;
    private long smallestAfterYoung = Long.MAX_VALUE;

    @Override
    public void collected(CollectionEvent event) {
        if (event.full()) {
            afterFull = event.afterBytes();
            foundNanos = event.nanos();
            afterYoung = -1;
        } else if (event.afterBytes() > 0) {
            afterYoung = event.afterBytes();
            smallestAfterYoung = Math.min(smallestAfterYoung, afterYoung);
        }
    }

    @Override
    public void sampled(Sample sample) {
        // Only collections say something about what lives.
    }

    @Override
    public LiveSet estimate(Sample now) {
        long high = afterYoung < 0 ? now.usedBytes() : Math.min(now.usedBytes(), afterYoung);
        if (afterFull >= 0) {
            // A young collection that leaves less than the last full one shows that something has died since.
            long live = afterYoung < 0 ? afterFull : Math.min(afterFull, afterYoung);
            return LiveSet.afterFull(live, Math.max(live, high), afterYoung, foundNanos, now);
        }
        if (afterYoung >= 0) {
            return new LiveSet(
                    smallestAfterYoung,
                    0,
                    high,
                    "smallest heap after young collections, no full one yet",
                    now.nanos(),
                    false);
        }
        return new LiveSet(now.usedBytes(), 0, now.usedBytes(), "heap in use, no collection yet", now.nanos(), false);
    }
}
