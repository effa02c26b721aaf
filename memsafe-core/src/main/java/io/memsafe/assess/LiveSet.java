package io.memsafe.assess;

import io.memsafe.signal.Sample;

/**
 * What a collector's reports say of the live set.
 *
 * @param bytes best estimate
 * @param lowBytes at least this
 * @param highBytes at most this
 * @param source where it comes from, in words
 * @param nanos when what it rests on was found, on the clock of the samples
 * @param verified whether a collection of the whole heap stands behind it
 */
public record LiveSet(long bytes, long lowBytes, long highBytes, String source, long nanos, boolean verified) {
    private static final double DOUBT_RATIO = 0.25;

    /**
     * The same, if it was no more than that: what lives was in use, whenever the heap was looked at.
     *
     * @param usedBytes the least heap in use since the live set was found
     */
    LiveSet atMost(long usedBytes) {
        return bytes <= usedBytes
                ? this
                : new LiveSet(usedBytes, Math.min(lowBytes, usedBytes), highBytes, source, nanos, verified);
    }

    /**
     * What a full collection found, as long as what young ones have added since is not much.
     *
     * @param bytes heap after it
     * @param highBytes at most this is alive now
     * @param afterYoung heap after the last young one since; negative if there was none
     * @param nanos when the full one was
     * @param now the newest sample
     */
    static LiveSet afterFull(long bytes, long highBytes, long afterYoung, long nanos, Sample now) {
        if (afterYoung - bytes > DOUBT_RATIO * now.maxBytes()) {
            return new LiveSet(
                    highBytes,
                    bytes,
                    highBytes,
                    "heap after young collections, since much was added after the last full one",
                    nanos,
                    false);
        }
        return new LiveSet(bytes, 0, highBytes, "heap after the last full collection", nanos, true);
    }
}
