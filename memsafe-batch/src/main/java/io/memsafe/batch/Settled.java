package io.memsafe.batch;

import java.util.Arrays;

/**
 * Which items are dealt with for good, by position: disjoint ranges in order, and what became of the items in them.
 *
 * <p>Chunks of several workers end out of order, so there is a low-water mark and a few ranges above it: never more than
 * there were at the start and workers together, plus one. Room for these is taken at the start, so that {@link #add}
 * allocates nothing: it is called right after a commit, when nothing may fail any more.
 *
 * <p>Thread-safety: all methods may be called by all threads.
 */
final class Settled {
    /** The end of a range that is never left: everything behind it is of no concern. */
    static final long OPEN = Long.MAX_VALUE;

    private long[] starts;
    private long[] ends;
    private int count;
    private Tally tally;

    /**
     * Starts with what an earlier run has settled.
     *
     * @param ranges start and end (exclusive) of each range, in any order
     * @param tally what became of them
     * @param workers how many ranges can come to be at the same time
     */
    Settled(long[] ranges, Tally tally, int workers) {
        int room = ranges.length / 2 + workers + 2;
        this.starts = new long[room];
        this.ends = new long[room];
        this.tally = tally.copy();
        for (int i = 0; i < ranges.length; i += 2) {
            merge(ranges[i], ranges[i + 1]);
        }
    }

    /** Items of these positions, which were not settled before, are dealt with. */
    synchronized void add(long from, long to, int written, int filtered, int forMemory) {
        merge(from, to);
        tally.add(to - from, written, filtered, forMemory);
    }

    private void merge(long from, long to) {
        if (from >= to) {
            return;
        }
        int first = Math.max(0, lastStartingBy(from));
        if (first < count && ends[first] < from) {
            first++;
        }
        int next = first;
        long start = from;
        long end = to;
        while (next < count && starts[next] <= to) {
            start = Math.min(start, starts[next]);
            end = Math.max(end, ends[next]);
            next++;
        }
        if (next == first && count == starts.length) {
            starts = Arrays.copyOf(starts, count * 2);
            ends = Arrays.copyOf(ends, count * 2);
        }
        System.arraycopy(starts, next, starts, first + 1, count - next);
        System.arraycopy(ends, next, ends, first + 1, count - next);
        starts[first] = start;
        ends[first] = end;
        count += 1 - (next - first);
    }

    /** The last range that starts at this position or before it; -1 if there is none. */
    private int lastStartingBy(long position) {
        int found = Arrays.binarySearch(starts, 0, count, position);
        return found >= 0 ? found : -found - 2;
    }

    /** The first position from {@code position} on that is not settled; {@link #OPEN} if there is none. */
    synchronized long unsettledFrom(long position) {
        int range = lastStartingBy(position);
        return range >= 0 && position < ends[range] ? ends[range] : position;
    }

    /** The first settled position after {@code position}, which is not; {@link #OPEN} if there is none. */
    synchronized long settledAfter(long position) {
        int range = lastStartingBy(position) + 1;
        return range < count ? starts[range] : OPEN;
    }

    /** How many items the input must have for all of this to be true of it. */
    synchronized long inputNeeded() {
        if (count == 0) {
            return 0;
        }
        return ends[count - 1] == OPEN ? starts[count - 1] : ends[count - 1];
    }

    /** The ranges and the tally of one moment. */
    synchronized Snapshot snapshot() {
        long[] ranges = new long[2 * count];
        for (int i = 0; i < count; i++) {
            ranges[2 * i] = starts[i];
            ranges[2 * i + 1] = ends[i];
        }
        return new Snapshot(ranges, tally.copy());
    }

    /**
     * A copy that nothing changes.
     *
     * @param ranges start and end (exclusive) of each range
     * @param tally what became of the items in them
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Snapshot(long[] ranges, Tally tally) {

        /** Everything before it is settled. */
        long lowWater() {
            return ranges.length > 0 && ranges[0] == 0 ? ranges[1] : 0;
        }
    }
}
