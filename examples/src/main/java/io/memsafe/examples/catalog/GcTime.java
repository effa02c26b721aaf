package io.memsafe.examples.catalog;

import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;

/** How long collections ran. */
final class GcTime {

    private GcTime() {}

    /**
     * The time in which a collection ran: with everything stopped on Serial, Parallel and G1; beside the program, its
     * whole cycle, on ZGC and Shenandoah. What G1 does beside the program is not counted.
     */
    static long millis() {
        long millis = 0;
        for (GarbageCollectorMXBean collector : ManagementFactory.getGarbageCollectorMXBeans()) {
            String name = collector.getName();
            if (!name.endsWith("Pauses") && !name.equals("G1 Concurrent GC")) {
                millis += Math.max(0, collector.getCollectionTime());
            }
        }
        return millis;
    }
}
