package io.memsafe.assess;

import io.memsafe.signal.CollectionEvent;
import java.util.Set;

/**
 * What collections cost within the last second, and how many of them were made in need.
 *
 * <p>Distress is what a JVM only does when it is short: a full collection right after another, an allocation stall, a
 * degenerated cycle, an evacuation that failed. A full collection that somebody asked for is none. On concurrent collectors stalls alone say little; together with a high
 * live set they say that the end is near.
 */
final class CollectionLoad {
    private static final long WINDOW_NANOS = 1_000_000_000L;
    private static final int KEPT = 128;
    private static final double BACK_TO_BACK_RATIO = 0.5;
    private static final Set<String> ON_REQUEST = Set.of(
            "System.gc()",
            "Diagnostic Command",
            "Heap Inspection Initiated GC",
            "Heap Dump Initiated GC",
            "JvmtiEnv ForceGarbageCollection");

    private final long[] endNanos = new long[KEPT];
    private final long[] spentNanos = new long[KEPT];
    private final boolean[] distress = new boolean[KEPT];
    private int count;
    private long lastFullEndMillis = -1;

    void collected(CollectionEvent event) {
        boolean pausesOnly = event.bean().endsWith("Pauses") || event.bean().equals("G1 Concurrent GC");
        int at = count++ % KEPT;
        endNanos[at] = event.nanos();
        spentNanos[at] = pausesOnly ? 0 : event.durationMillis() * 1_000_000L;
        distress[at] = isDistress(event);
    }

    private boolean isDistress(CollectionEvent event) {
        if (event.full() && ON_REQUEST.contains(event.cause())) {
            return false;
        }
        if (event.full()) {
            long gap = event.startMillis() - lastFullEndMillis;
            boolean backToBack = lastFullEndMillis >= 0
                    && event.durationMillis() > BACK_TO_BACK_RATIO * (gap + event.durationMillis());
            lastFullEndMillis = event.endMillis();
            return backToBack || event.cause().equals("G1 Compaction Pause");
        }
        return event.cause().equals("Allocation Stall")
                || event.cause().equals("Allocation Failure During Evacuation")
                || event.action().equals("Degenerated GC")
                || event.action().equals("Full GC");
    }

    double ratio(long nowNanos) {
        long spent = 0;
        int oldest = Math.max(0, count - KEPT);
        for (int i = count - 1; i >= oldest; i--) {
            long age = nowNanos - endNanos[i % KEPT];
            if (age >= WINDOW_NANOS) {
                break;
            }
            spent += Math.min(spentNanos[i % KEPT], WINDOW_NANOS - age);
        }
        return Math.min(1.0, (double) spent / WINDOW_NANOS);
    }

    int distress(long nowNanos) {
        int found = 0;
        int oldest = Math.max(0, count - KEPT);
        for (int i = count - 1; i >= oldest && nowNanos - endNanos[i % KEPT] < WINDOW_NANOS; i--) {
            found += distress[i % KEPT] ? 1 : 0;
        }
        return found;
    }
}
