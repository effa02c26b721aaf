package io.memsafe.admission;

import io.memsafe.HeapAssessment;
import io.memsafe.MemoryAssessment;
import java.util.Objects;
import java.util.function.Supplier;

/**
 * The limit that follows the heap: {@code share * (capacity - base)}.
 *
 * <p><i>The base</i> is what lives beside the permits. Nobody tells it. A live set was found when {@code out} bytes of
 * permits were out; of these an unknown share {@code h} had become live by then: none of a permit just given, all of
 * one about to be closed. So {@code base = live - h * out}, and the two simple answers are wrong. {@code h = 0} counts
 * twice what permits have made live: a program that only lives from permits ends at {@code 1 / (1 + share)} of the
 * room that it has. {@code h = 1} takes what permits have not filled yet for free room: 60 MB found beside fresh
 * permits for 30 MB would become a base of 30, and another 30 MB would be given away.
 *
 * <p>So {@code h} is learned, as the slope of the live set over the bytes out ({@link HeldShare}). It starts at 0, which
 * errs on the safe side, and moves only while the bytes out differ from one live set to the next; it is a habit of the
 * program, and is kept when they do not. A live set was found between two refreshes; the bytes out are those of the one
 * at which fewer were, since permits that were given meanwhile are not in it. Where marking goes on beside the program, that
 * is when it began, and what was given out since is not looked at. The slope is learned from the refresh that is nearest to that
 * time: from another one, seconds later, there would be none.
 * What is left after that moves with every live set, so growth that no permit explains shows at once. The base rises at
 * once, and falls by a fifth of the difference at each refresh.
 *
 * <p>Where somebody tells how much has become live ({@link MemoryBudget#filled}), nothing has to be learned; of that three
 * quarters are believed, for who tells it may have had to guess.
 *
 * <p><i>How wrong it can be.</i> By the error of the live set, and by {@code out} times the error of {@code h}. What is
 * given out is within the limit when it is given out, so what lives is at most {@code base + limit}, and this is below
 * the capacity by {@code (1 - share)} of the room, as long as the two errors together are.
 *
 * <p><i>Between two live sets.</i> Serial, Parallel and G1 go long without one. What their young collections left is the
 * upper bound that they report, and there the bound is taken, garbage that was promoted included: a budget that is too
 * small for a while is less bad than one that gives away a heap that has filled up. A live set that was just found is
 * better, as G1 has several in a second when it has to work hard; so the base goes from the one to the other within a second.
 * G1 marks beside the program: what its bound has risen by since the half second before a live set was found is not in it,
 * and is taken for alive; but for what permits have made live since, if somebody tells: they count while they are out, and
 * are garbage when they are back. ZGC and Shenandoah report all they have allocated as their bound, which says nothing; but they
 * find a live set with every cycle, so that is taken. The bound is taken on all of them as long as nothing is verified.
 * Where such a doubt would refuse everybody for ever, a collection settles it ({@link CollectionDoubt}).
 *
 * <p>Thread-safety: used under the monitor of its tree.
 */
final class HeadroomLimit implements LimitSource {
    private static final double FALL_WEIGHT = 0.2;
    private static final double BELIEVED = 0.75;
    /** How many refreshes are remembered. */
    static final int REFRESHES = 256;

    private static final long MARKING_NANOS = 500_000_000L;
    private static final double DOUBTED_NANOS = 1e9;

    private final Supplier<MemoryAssessment> assessments;
    private final double shareRatio;
    private final HeldShare held = new HeldShare(0);
    private final CollectionDoubt doubt = new CollectionDoubt();
    private long foundNanos = Long.MIN_VALUE;
    private final Refresh[] refreshes = new Refresh[REFRESHES];
    private long refreshCount;
    private Out outWhenFound = Out.NOTHING;
    private long highBytes;
    private Out outWhenHigh = Out.NOTHING;
    private double unexplainedWhenFound;
    private long baseBytes;
    private long capacityBytes;
    private long nowNanos;
    private long doubtBytes;

    HeadroomLimit(Supplier<MemoryAssessment> assessments, double shareRatio) {
        if (!(shareRatio > 0 && shareRatio <= 1)) {
            throw new IllegalArgumentException("share must be above 0.0 and at most 1.0, but is " + shareRatio);
        }
        this.assessments = Objects.requireNonNull(assessments, "assessments");
        this.shareRatio = shareRatio;
    }

    @Override
    public long limitBytes(Out out, LearnedCost[] costs) {
        MemoryAssessment now = assessments.get();
        HeapAssessment heap = now.heap();
        capacityBytes = heap.capacityBytes();
        nowNanos = now.uptime().toNanos();
        long foundAt = nowNanos - heap.liveAge().toNanos();
        boolean isFound = heap.verified() && foundAt != foundNanos;
        if (isFound || heap.liveHighBytes() != highBytes) {
            highBytes = heap.liveHighBytes();
            outWhenHigh = refreshCount == 0 ? Out.NOTHING : Out.lower(newest().out(), out);
        }
        double bound = highBytes - liveBytes(outWhenHigh);
        double unexplained = bound - BELIEVED * outWhenHigh.leftBytes();
        int slot = (int) (refreshCount % REFRESHES);
        refreshes[slot] = new Refresh(nowNanos, out, unexplained);
        refreshCount++; // not before there is one: an OutOfMemoryError would leave a hole
        for (LearnedCost cost : costs) {
            cost.note(slot);
        }
        if (isFound) {
            outWhenFound = lowest(foundAt, heap.collectsConcurrently() ? foundAt : nowNanos)
                    .out();
            foundNanos = foundAt;
            unexplainedWhenFound = lowest(foundAt - MARKING_NANOS, nowNanos).unexplainedBytes();
            learn(heap.liveBytes(), foundAt, costs);
        }
        double found = heap.liveBytes() - liveBytes(outWhenFound);
        if (!heap.collectsConcurrently()) {
            found = Math.min(bound, found + Math.max(0, unexplained - unexplainedWhenFound));
        }
        long base = Math.max(0, (long) (found + doubtRatio(heap) * (bound - found)));
        baseBytes = base >= baseBytes ? base : baseBytes - (long) Math.ceil(FALL_WEIGHT * (baseBytes - base));
        doubtBytes = heap.verified() ? baseBytes - Math.max(0, heap.liveBytes() - outWhenFound.bytes()) : baseBytes;
        return limitOver(baseBytes);
    }

    /**
     * How things stood at a refresh.
     *
     * @param nanos when
     * @param out what was given out
     * @param unexplainedBytes the upper bound of what lives, less what permits have made live up to then
     */
    private record Refresh(long nanos, Out out, double unexplainedBytes) {
        Refresh lower(Refresh other) {
            return new Refresh(nanos, Out.lower(out, other.out), Math.min(unexplainedBytes, other.unexplainedBytes));
        }
    }

    private Refresh newest() {
        return refreshes[(int) ((refreshCount - 1) % REFRESHES)];
    }

    /**
     * Of each the least at the refreshes of a time, and at those around it; nothing was out before the first.
     *
     * @param fromNanos its beginning
     * @param toNanos its end
     */
    private Refresh lowest(long fromNanos, long toNanos) {
        Refresh lowest = newest();
        long oldestNanos = lowest.nanos();
        for (long back = 2; back <= Math.min(refreshCount, REFRESHES) && oldestNanos >= fromNanos; back++) {
            Refresh before = refreshes[(int) ((refreshCount - back) % REFRESHES)];
            lowest = oldestNanos > toNanos && before.nanos() >= toNanos ? before : before.lower(lowest);
            oldestNanos = before.nanos();
        }
        boolean isKnown = oldestNanos < fromNanos || refreshCount > REFRESHES;
        return isKnown ? lowest : new Refresh(fromNanos, Out.NOTHING, lowest.unexplainedBytes());
    }

    private void learn(long liveBytes, long foundAt, LearnedCost[] costs) {
        int slot = nearest(foundAt);
        if (slot >= 0) {
            Out then = refreshes[slot].out();
            held.observe(liveBytes - then.filledBytes(), then.untoldBytes());
            for (LearnedCost cost : costs) {
                cost.found(liveBytes, slot);
            }
        }
    }

    /** Where the refresh is that was nearest to a time; -1 if that was before all that are remembered. */
    private int nearest(long nanos) {
        int nearest = -1;
        long distance = Long.MAX_VALUE;
        for (long back = 1; back <= Math.min(refreshCount, REFRESHES); back++) {
            int slot = (int) ((refreshCount - back) % REFRESHES);
            long away = refreshes[slot].nanos() - nanos;
            if (Math.abs(away) < distance) {
                nearest = slot;
                distance = Math.abs(away);
            }
            if (away <= 0) {
                return nearest;
            }
        }
        return -1;
    }

    /** What has become live of what is out. */
    private double liveBytes(Out out) {
        return held.ratio() * out.untoldBytes() + BELIEVED * out.filledBytes();
    }

    private long limitOver(long base) {
        return (long) (shareRatio * Math.max(0, capacityBytes - base));
    }

    @Override
    public boolean isCollectionDue(boolean wanted) {
        return doubt.due(nowNanos, wanted, baseBytes, limitOver(baseBytes), limitOver(baseBytes - doubtBytes));
    }

    /** How much of the way from the live set that was found to the upper bound is taken for the base. */
    private static double doubtRatio(HeapAssessment heap) {
        if (heap.verified() && heap.collectsConcurrently()) {
            return 0;
        }
        return heap.verified() && heap.collector().contains("G1")
                ? Math.min(1, heap.liveAge().toNanos() / DOUBTED_NANOS)
                : 1;
    }

    @Override
    public long ceilingBytes() {
        return (long) (shareRatio * capacityBytes);
    }
}
