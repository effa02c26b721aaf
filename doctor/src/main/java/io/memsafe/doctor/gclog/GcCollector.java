package io.memsafe.doctor.gclog;

/** The garbage collectors of HotSpot. */
public enum GcCollector {
    /** The log does not say. */
    UNKNOWN("unknown collector"),
    /** {@code -XX:+UseSerialGC}. */
    SERIAL("Serial"),
    /** {@code -XX:+UseParallelGC}. */
    PARALLEL("Parallel"),
    /** {@code -XX:+UseConcMarkSweepGC}, up to JDK 13. */
    CMS("CMS"),
    /** {@code -XX:+UseG1GC}. */
    G1("G1"),
    /** {@code -XX:+UseZGC}, with generations or without. */
    Z("ZGC"),
    /** {@code -XX:+UseShenandoahGC}, with generations or without. */
    SHENANDOAH("Shenandoah");

    private final String title;

    GcCollector(String title) {
        this.title = title;
    }

    /**
     * Its name for people.
     *
     * @return such as {@code G1}
     */
    public String title() {
        return title;
    }
}
