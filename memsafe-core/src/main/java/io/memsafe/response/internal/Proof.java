package io.memsafe.response.internal;

import io.memsafe.HeapAssessment;
import java.util.ArrayList;
import java.util.List;

/**
 * Measures what reclaimers freed, by the live set before and after.
 *
 * <p>A live set is found by collections only, and several reclaimers may be asked between two of them. So the calls
 * between two findings are one batch. The drop is that from what the live set would have become, had it gone on
 * growing as it did when the batch began, to what was found. It is shared out in proportion to what the reclaimers
 * said they freed; those that could not say share what the others leave. A finding counts only if it is a tenth of a
 * second younger than the last call: a concurrent marking that was under way keeps what it has passed. On a busy machine it may
 * have been under way for longer, so that nothing was freed is believed at the second finding only.
 *
 * <p>A drop below a thousandth of what the heap can fill is none, whatever was said.
 *
 * <p>Pure: time is only what it is given. Thread-safety: none; used by one thread at a time.
 */
final class Proof {
    private static final double LEAST_RATIO = 0.001;
    private static final long MARGIN_NANOS = 100_000_000L;
    private static final double NANOS = 1e9;

    private final List<ReclaimerResponder> batch = new ArrayList<>();
    private long beganNanos;
    private long beforeBytes;
    private long growthPerSecond;
    private boolean doubted;
    private long doubtedNanos;

    /** A reclaimer is about to be asked. */
    void asked(ReclaimerResponder reclaimer, HeapAssessment heap, long nowNanos) {
        if (batch.isEmpty()) {
            doubted = false;
            beganNanos = nowNanos;
            beforeBytes = heap.liveBytes();
            growthPerSecond = heap.growthBytesPerSecond();
        }
        if (!batch.contains(reclaimer)) {
            batch.add(reclaimer);
        }
    }

    /** Whether the heap was looked at after that moment. */
    static boolean foundSince(HeapAssessment heap, long atNanos, long sinceNanos) {
        return heap.verified() && atNanos - heap.liveAge().toNanos() - sinceNanos >= MARGIN_NANOS;
    }

    /** Looks at an assessment, made at that time, and judges the batch if it can be. */
    void look(HeapAssessment heap, long atNanos) {
        if (batch.isEmpty()) {
            return;
        }
        batch.removeIf(one -> one.hangs() || freedNothing(one));
        for (ReclaimerResponder one : batch) {
            if (!one.ended() || !foundSince(heap, atNanos, one.endedNanos())) {
                return;
            }
        }
        long foundNanos = atNanos - heap.liveAge().toNanos();
        if (drop(heap, atNanos) < least(heap) && (!doubted || foundNanos - doubtedNanos < MARGIN_NANOS)) {
            doubtedNanos = doubted ? doubtedNanos : foundNanos;
            doubted = true;
            return;
        }
        doubted = false;
        judge(heap, atNanos);
        batch.clear();
    }

    private long drop(HeapAssessment heap, long atNanos) {
        double grown = growthPerSecond * (atNanos - beganNanos) / NANOS;
        return Math.max(0, beforeBytes + (long) grown - heap.liveBytes());
    }

    private static long least(HeapAssessment heap) {
        return Math.max(1, (long) (LEAST_RATIO * heap.capacityBytes()));
    }

    /** Where a reclaimer itself says so of all its calls, no collection is needed to believe it. */
    private static boolean freedNothing(ReclaimerResponder one) {
        boolean nothing = one.ended() && one.reported() == 0;
        if (nothing) {
            one.judged(false);
        }
        return nothing;
    }

    private void judge(HeapAssessment heap, long atNanos) {
        long drop = drop(heap, atNanos);
        long least = least(heap);
        long said = 0;
        int silent = 0;
        for (ReclaimerResponder one : batch) {
            said += Math.max(0, one.reported());
            silent += one.reported() < 0 ? 1 : 0;
        }
        long left = Math.max(0, drop - said);
        double part = said == 0 ? 0 : Math.min(1, (double) drop / said);
        for (ReclaimerResponder one : batch) {
            if (drop < least) {
                one.proven(0, false);
            } else if (one.reported() >= 0) {
                long bytes = (long) (part * one.reported());
                one.proven(bytes, bytes >= least);
            } else if (left >= least) {
                one.proven(left / silent, true);
            } else {
                one.judged(true);
            }
        }
    }
}
