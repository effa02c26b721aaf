package io.memsafe.doctor.size;

import io.memsafe.doctor.jvm.Amount;
import io.memsafe.doctor.jvm.ByteSize;
import io.memsafe.doctor.jvm.GarbageCollector;
import io.memsafe.doctor.jvm.Origin;
import java.util.Locale;

/**
 * How large a heap has to be for a live set. A collector needs room beside it, and what for differs:
 *
 * <ul>
 *   <li>Serial and Parallel keep a third of the heap for the young generation, and the live set has to fit into the rest with some
 *       garbage that grew old: {@value #STOPPING_FACTOR} times. Young collections should be 0.1 s apart: a third of the heap, less
 *       survivors, takes {@value #STOPPING_SECONDS} s of allocation.
 *   <li>G1 marks from 45 % of the heap on, and regions are never quite full: {@value #G1_FACTOR} times; and
 *       {@value #G1_SECONDS} s of allocation.
 *   <li>ZGC and Shenandoah collect beside the program, and what is allocated meanwhile needs room, twice over since a cycle may begin
 *       just after the allocation: {@value #CONCURRENT_FACTOR} times the live set and 2 cycles of allocation, at least
 *       {@value #G1_FACTOR} times. A cycle is reckoned with 0.1 s and 1 s for each 400 MiB and collector thread.
 * </ul>
 *
 * <p>An OutOfMemoryError comes before the live set is the whole heap: at 0.98 of it with Serial and G1, 0.93 with Parallel, 0.94
 * with Shenandoah and 0.81 to 0.92 with ZGC. All factors stay below that with room for a peak that was not seen.
 */
final class HeapRule {
    static final double STOPPING_FACTOR = 1.6;
    static final double STOPPING_SECONDS = 0.3;
    static final double G1_FACTOR = 1.5;
    static final double G1_SECONDS = 0.25;
    static final double CONCURRENT_FACTOR = 1.25;
    /** Counted with if no rate is known. */
    static final long USUAL_RATE = 50 * ByteSize.MIB;

    private static final long LEAST = 32 * ByteSize.MIB;
    private static final long LEAST_CONCURRENT = 64 * ByteSize.MIB;
    private static final long STEP = 4 * ByteSize.MIB;
    private static final double MARKED_A_SECOND = 400.0 * ByteSize.MIB;
    private static final double SHORTEST_CYCLE = 0.1;
    private static final int PROCESSORS_A_THREAD = 4;

    private HeapRule() {}

    static Amount heap(GarbageCollector collector, long liveBytes, Amount rate, double processors) {
        String allocation = ByteSize.text(rate.bytes()) + "/s"
                + (rate.origin() == Origin.ESTIMATED ? " (allocation rate not known)" : "");
        String live = ByteSize.text(liveBytes);
        double needed;
        String why;
        long least = LEAST;
        switch (collector) {
            case SERIAL, PARALLEL, CMS -> {
                needed = Math.max(liveBytes * STOPPING_FACTOR, liveBytes + rate.bytes() * STOPPING_SECONDS);
                why = needed > liveBytes * STOPPING_FACTOR
                        ? live + " live + " + STOPPING_SECONDS + " s of " + allocation
                        : live + " live x " + STOPPING_FACTOR + ": it has to fit into the old generation, two thirds";
            }
            case G1 -> {
                needed = Math.max(liveBytes * G1_FACTOR, liveBytes * CONCURRENT_FACTOR + rate.bytes() * G1_SECONDS);
                why = needed > liveBytes * G1_FACTOR
                        ? live + " live x " + CONCURRENT_FACTOR + " + " + G1_SECONDS + " s of " + allocation
                        : live + " live x " + G1_FACTOR + ": room for young regions and while it marks";
            }
            case ZGC, SHENANDOAH -> {
                double threads = Math.max(1, Math.floor(processors / PROCESSORS_A_THREAD));
                double cycle = SHORTEST_CYCLE + liveBytes / MARKED_A_SECOND / threads;
                needed = Math.max(liveBytes * G1_FACTOR, liveBytes * CONCURRENT_FACTOR + 2 * cycle * rate.bytes());
                why = needed > liveBytes * G1_FACTOR
                        ? String.format(
                                Locale.ROOT,
                                "%s live x %s + %s during 2 cycles of %.1f s",
                                live,
                                CONCURRENT_FACTOR,
                                allocation,
                                cycle)
                        : live + " live x " + G1_FACTOR + ": room for what is allocated while it collects";
                least = LEAST_CONCURRENT;
            }
            default ->
                throw new IllegalArgumentException(collector.title()
                        + " never collects: its heap has to hold all that is ever allocated, which no live set tells");
        }
        if (needed < least) {
            return new Amount(least, Origin.ESTIMATED, ByteSize.text(least) + ", the least for " + collector.title());
        }
        return new Amount(Rounding.up(needed, STEP), Origin.ESTIMATED, why);
    }
}
