package io.memsafe.assess;

import io.memsafe.signal.CollectionEvent;
import io.memsafe.signal.CollectorFamily;
import io.memsafe.signal.MarkResult;
import io.memsafe.signal.Sample;
import java.util.Arrays;

/**
 * ZGC and Shenandoah: what their own marking found alive, where their log tells; else what a cycle leaves, less what
 * was allocated while it ran.
 *
 * <p><i>Mark result.</i> It is the truth at the beginning of the marking; where what was allocated since counts as alive,
 * less that: hardly any of it is. Until the next one the live set may have grown by what was allocated since the beginning, at
 * the most.
 *
 * <p><i>Estimate.</i> A concurrent cycle frees what was dead at its start. Everything allocated during the cycle counts as live in the
 * heap it leaves, garbage or not; with allocation at full speed that is 20 to 30 points of the heap. The bytes
 * allocated by all threads between start and end of the cycle are known from the samples, those included that come after
 * its end, and are taken off. A part of them does live, so the result is a little low; the median of the last three cycles takes out the outliers. ZGC
 * counts whole pages: its heap after a cycle is 1.15 times what lives in it, or more when nearly full.
 *
 * <p>Where there are generations, nothing is allocated in the old one, so what it holds after a cycle is the least.
 *
 * <p>A collector's minor cycles leave the old generation as it is, so they only bound the live set from above.
 */
final class ConcurrentEstimator implements LiveSetEstimator {
    private static final int CYCLES_KEPT = 3;
    private static final int SAMPLES_KEPT = 512;
    private static final double ZGC_FOOTPRINT_RATIO = 1.15;

    private final String fullCycles;
    private final double footprintRatio;
    private final boolean generational;
    private final Cycle[] cycles = new Cycle[CYCLES_KEPT];
    private final long[] sampleNanos = new long[SAMPLES_KEPT];
    private final long[] sampleAllocated = new long[SAMPLES_KEPT];
    private int cycleCount;
    private int sampleCount;
    private long afterCycle = -1;
    private long marked = -1;
    private long markedNanos;
    private long wholeNanos;

    /** A full cycle, and what is taken to be alive after it. */
    private static final class Cycle {
        long afterBytes;
        long leastBytes;
        long startNanos;
        long endNanos;
        long liveBytes;
        boolean settled;
    }

    ConcurrentEstimator(CollectorFamily family) {
        Arrays.setAll(cycles, i -> new Cycle());
        fullCycles = switch (family) {
            case ZGC_GENERATIONAL -> "ZGC Major Cycles";
            case ZGC -> "ZGC Cycles";
            default -> "Shenandoah Cycles";
        };
        generational = family == CollectorFamily.ZGC_GENERATIONAL || family == CollectorFamily.SHENANDOAH_GENERATIONAL;
        footprintRatio = fullCycles.startsWith("ZGC") ? ZGC_FOOTPRINT_RATIO : 1;
    }

    @Override
    public void collected(CollectionEvent event) {
        if (event.afterBytes() <= 0 || !event.bean().endsWith("Cycles")) {
            return;
        }
        afterCycle = event.afterBytes();
        if (event.bean().equals(fullCycles)) {
            Cycle cycle = cycles[cycleCount++ % CYCLES_KEPT];
            cycle.afterBytes = event.afterBytes();
            cycle.leastBytes = generational ? event.oldAfterBytes() : 0;
            cycle.startNanos = event.nanos() - event.durationMillis() * 1_000_000L;
            cycle.endNanos = event.nanos();
            measure(cycle);
        }
    }

    /** A cycle is told of before the sample that comes after its end; until that one has come it is measured again. */
    private void measure(Cycle cycle) {
        long during = allocatedSince(cycle.startNanos, cycle.endNanos);
        cycle.liveBytes = (long) (Math.max(cycle.leastBytes, cycle.afterBytes - during) / footprintRatio);
        cycle.settled = sampleCount > 0 && sampleNanos[(sampleCount - 1) % SAMPLES_KEPT] - cycle.endNanos >= 0;
    }

    @Override
    public void marked(MarkResult mark) {
        markedNanos = mark.nanos() - mark.markingNanos();
        long during = mark.withAllocated() ? allocatedSince(markedNanos, mark.nanos()) : 0;
        marked = Math.max(0, mark.liveBytes() - during);
        if (mark.whole()) {
            wholeNanos = markedNanos;
        }
    }

    @Override
    public void sampled(Sample sample) {
        if (sample.allocatedBytes() >= 0) {
            int at = sampleCount++ % SAMPLES_KEPT;
            sampleNanos[at] = sample.nanos();
            sampleAllocated[at] = sample.allocatedBytes();
            for (int i = 0; i < Math.min(cycleCount, CYCLES_KEPT); i++) {
                if (!cycles[i].settled) {
                    measure(cycles[i]);
                }
            }
        }
    }

    private long allocatedSince(long fromNanos, long toNanos) {
        return sampleCount == 0 ? 0 : Math.max(0, allocatedAt(toNanos) - allocatedAt(fromNanos));
    }

    /** Between two samples as if it were allocated evenly; before the first and after the last as these say. */
    private long allocatedAt(long nanos) {
        int kept = Math.min(sampleCount, SAMPLES_KEPT);
        int newer = -1;
        for (int back = 1; back <= kept; back++) {
            int i = (sampleCount - back) % SAMPLES_KEPT;
            if (sampleNanos[i] - nanos <= 0) {
                if (newer < 0) {
                    return sampleAllocated[i];
                }
                double share = (double) (nanos - sampleNanos[i]) / (sampleNanos[newer] - sampleNanos[i]);
                return sampleAllocated[i] + (long) (share * (sampleAllocated[newer] - sampleAllocated[i]));
            }
            newer = i;
        }
        return sampleAllocated[newer];
    }

    @Override
    public LiveSet estimate(Sample now) {
        if (marked >= 0) {
            long grown = marked + allocatedSince(markedNanos, now.nanos());
            long high = Math.max(marked, Math.min(grown, now.usedBytes()));
            return new LiveSet(marked, 0, high, "what the collector's last marking found", wholeNanos, true);
        }
        if (cycleCount == 0) {
            long high = afterCycle < 0 ? now.usedBytes() : Math.min(afterCycle, now.usedBytes());
            return new LiveSet(high, 0, high, "heap in use, no full cycle yet", now.nanos(), false);
        }
        int kept = Math.min(cycleCount, CYCLES_KEPT);
        long[] sorted = new long[kept];
        Arrays.setAll(sorted, i -> cycles[i].liveBytes);
        Arrays.sort(sorted);
        long live = sorted[(kept - 1) / 2];
        Cycle newest = cycles[(cycleCount - 1) % CYCLES_KEPT];
        return new LiveSet(
                live,
                Math.min(live, newest.liveBytes),
                Math.max(live, afterCycle),
                "heap after the last cycles, less what was allocated while they ran",
                newest.startNanos,
                true);
    }
}
