package io.memsafe.assess;

import io.memsafe.signal.CollectionEvent;
import io.memsafe.signal.Sample;

/**
 * G1: the smallest old generation that the last mixed collections left, with the survivors.
 *
 * <p>A young collection reports the old generation without having collected it; only mixed ones, which shrink it,
 * and full ones say what lives. A series of mixed collections works its way from the most to the least rewarding
 * regions, so the smallest of the last five stands closest to the live set. A full collection is exact and replaces
 * what was before it.
 */
final class G1Estimator implements LiveSetEstimator {
    private static final int MIXED_KEPT = 5;

    private final long[] mixed = new long[MIXED_KEPT];
    private int mixedCount;
    private long afterFull = -1;
    private long afterYoung = -1;
    private long smallestAfterYoung = Long.MAX_VALUE;

    @Override
    public void collected(CollectionEvent event) {
        if (event.full()) {
            afterFull = event.afterBytes();
            mixedCount = 0;
            afterYoung = -1;
        } else if (event.bean().equals("G1 Young Generation") && event.afterBytes() > 0) {
            afterYoung = event.afterBytes() - event.edenAfterBytes();
            smallestAfterYoung = Math.min(smallestAfterYoung, afterYoung);
            if (event.oldAfterBytes() < event.oldBeforeBytes()) {
                mixed[mixedCount++ % MIXED_KEPT] = afterYoung;
            }
        }
    }

    @Override
    public void sampled(Sample sample) {
        // Only collections say something about what lives.
    }

    @Override
    public LiveSet estimate(Sample now) {
        long high = afterYoung < 0 ? now.usedBytes() : Math.min(now.usedBytes(), afterYoung);
        if (mixedCount > 0) {
            long live = Long.MAX_VALUE;
            for (int i = 0; i < Math.min(mixedCount, MIXED_KEPT); i++) {
                live = Math.min(live, mixed[i]);
            }
            return new LiveSet(live, 0, Math.max(live, high), "heap after the last mixed collections", true);
        }
        if (afterFull >= 0) {
            long live = afterYoung < 0 ? afterFull : Math.min(afterFull, afterYoung);
            return new LiveSet(live, 0, Math.max(live, high), "heap after the last full collection", true);
        }
        if (afterYoung >= 0) {
            return new LiveSet(
                    smallestAfterYoung,
                    0,
                    high,
                    "smallest heap after young collections, no mixed or full one yet",
                    false);
        }
        return new LiveSet(now.usedBytes(), 0, now.usedBytes(), "heap in use, no collection yet", false);
    }
}
