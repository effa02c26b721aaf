package io.memsafe.assess;

import io.memsafe.signal.CollectionEvent;
import io.memsafe.signal.MarkResult;
import io.memsafe.signal.Sample;

/**
 * G1: the smallest old generation that the last mixed collections left, with the survivors; corrected by a marking's
 * own result where there is one.
 *
 * <p><i>Mixed collections.</i> A young collection reports the old generation without having collected it; only mixed
 * ones, which shrink it, and full ones say what lives. A series of mixed collections works its way from the most to
 * the least rewarding regions, so the smallest of the last five stands closest to the live set: up to 1.23 of it,
 * since regions that are nearly full of what lives are not worth their copying. A full collection is exact and
 * replaces what was before it, until young ones have left a quarter of the heap more.
 *
 * <p><i>Mark result.</i> It is the truth at the time when the marking began. The mixed collections that follow leave more
 * than that, by the garbage they do not take; how much they leave more than the least of them is what has been gained
 * since.
 */
final class G1Estimator implements LiveSetEstimator {
    private static final int MIXED_KEPT = 5;

    private final long[] mixed = new long[MIXED_KEPT];
    private int mixedCount;
    private long leastSinceMark = Long.MAX_VALUE;
    private long marked = -1;
    private long afterFull = -1;
    private long foundNanos;
    private long afterYoung = -1;
    private long smallestAfterYoung = Long.MAX_VALUE;

    @Override
    public void collected(CollectionEvent event) {
        if (event.full()) {
            afterFull = event.afterBytes();
            foundNanos = event.nanos();
            mixedCount = 0;
            marked = -1;
            afterYoung = -1;
        } else if (event.bean().equals("G1 Young Generation") && event.afterBytes() > 0) {
            afterYoung = event.afterBytes() - event.edenAfterBytes();
            smallestAfterYoung = Math.min(smallestAfterYoung, afterYoung);
            if (event.oldAfterBytes() < event.oldBeforeBytes()) {
                foundNanos = event.nanos();
                mixed[mixedCount++ % MIXED_KEPT] = afterYoung;
                leastSinceMark = Math.min(leastSinceMark, smallestMixed());
            }
        }
    }

    @Override
    public void marked(MarkResult mark) {
        marked = mark.liveBytes();
        foundNanos = mark.nanos() - mark.markingNanos();
        mixedCount = 0;
        leastSinceMark = Long.MAX_VALUE;
    }

    @Override
    public void sampled(Sample sample) {
        // Only collections say something about what lives.
    }

    private long smallestMixed() {
        long smallest = Long.MAX_VALUE;
        for (int i = 0; i < Math.min(mixedCount, MIXED_KEPT); i++) {
            smallest = Math.min(smallest, mixed[i]);
        }
        return smallest;
    }

    @Override
    public LiveSet estimate(Sample now) {
        long high = afterYoung < 0 ? now.usedBytes() : Math.min(now.usedBytes(), afterYoung);
        if (marked >= 0) {
            long left = smallestMixed();
            long live = mixedCount == 0 ? marked : Math.min(left, marked + (left - leastSinceMark));
            return found(live, high, "what the collector's last marking found");
        }
        if (mixedCount > 0) {
            return found(smallestMixed(), high, "heap after the last mixed collections");
        }
        if (afterFull >= 0) {
            long live = afterYoung < 0 ? afterFull : Math.min(afterFull, afterYoung);
            return LiveSet.afterFull(live, Math.max(live, high), afterYoung, foundNanos, now);
        }
        if (afterYoung >= 0) {
            return new LiveSet(
                    smallestAfterYoung,
                    0,
                    high,
                    "smallest heap after young collections, no mixed or full one yet",
                    now.nanos(),
                    false);
        }
        return new LiveSet(now.usedBytes(), 0, now.usedBytes(), "heap in use, no collection yet", now.nanos(), false);
    }

    private LiveSet found(long live, long high, String source) {
        return new LiveSet(live, 0, Math.max(live, high), source, foundNanos, true);
    }
}
