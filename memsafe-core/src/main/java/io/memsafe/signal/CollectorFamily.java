package io.memsafe.signal;

import java.util.Collection;

/** The garbage collectors that differ in what they tell. Recognised by the names of their beans. */
public enum CollectorFamily {
    SERIAL("Serial"),
    PARALLEL("Parallel"),
    G1("G1"),
    ZGC("ZGC"),
    ZGC_GENERATIONAL("generational ZGC"),
    SHENANDOAH("Shenandoah"),
    SHENANDOAH_GENERATIONAL("generational Shenandoah"),
    UNKNOWN("unknown collector");

    private final String title;

    CollectorFamily(String title) {
        this.title = title;
    }

    /** The name as people write it. */
    public String title() {
        return title;
    }

    /** Whether it marks while the program runs, so that a cycle's end says what was live at its start. */
    public boolean concurrent() {
        return this == ZGC || this == ZGC_GENERATIONAL || this == SHENANDOAH || this == SHENANDOAH_GENERATIONAL;
    }

    /** Whether young objects live apart from old ones, and are moved when they grow old. */
    public boolean generational() {
        return this != ZGC && this != SHENANDOAH && this != UNKNOWN;
    }

    /**
     * Recognises the collector.
     *
     * @param beans names of the garbage collector beans
     * @param pools names of the memory pools
     * @return the family, {@link #UNKNOWN} if nothing fits
     */
    public static CollectorFamily of(Collection<String> beans, Collection<String> pools) {
        if (beans.contains("MarkSweepCompact")) {
            return SERIAL;
        }
        if (beans.contains("PS MarkSweep")) {
            return PARALLEL;
        }
        if (beans.contains("G1 Old Generation")) {
            return G1;
        }
        if (beans.contains("ZGC Major Cycles")) {
            return ZGC_GENERATIONAL;
        }
        if (beans.contains("ZGC Cycles")) {
            return ZGC;
        }
        if (beans.contains("Shenandoah Cycles")) {
            return pools.contains("Shenandoah Old Gen") ? SHENANDOAH_GENERATIONAL : SHENANDOAH;
        }
        return UNKNOWN;
    }

    /** Whether a pool is the old generation, or the whole heap where there are no generations. */
    public static boolean isOld(String pool) {
        return pool.contains("Old") || pool.contains("Tenured") || pool.equals("ZHeap") || pool.equals("Shenandoah");
    }
}
