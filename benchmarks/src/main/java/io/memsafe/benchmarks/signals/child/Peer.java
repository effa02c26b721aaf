package io.memsafe.benchmarks.signals.child;

/** A rule that people use today to tell that memory is short; each alarms or does not, at any instant. */
@SuppressWarnings("EnumOrdinal") // bits are read by the build that wrote them
public enum Peer {
    /** {@code used / max} above 85 %. */
    USED_85("used>85%", false),
    /** {@code used / max} above 95 %. */
    USED_95("used>95%", true),
    /** Usage after the last collection of the fullest old pool above 85 %. */
    AFTER_COLLECTION_85("after-gc>85%", false),
    /** Usage after the last collection of the fullest old pool above 95 %. */
    AFTER_COLLECTION_95("after-gc>95%", true),
    /** Micrometer's {@code jvm.memory.usage.after.gc} above 0.85. */
    MICROMETER_85("micrometer>0.85", false),
    /** Micrometer's {@code jvm.memory.usage.after.gc} above 0.95. */
    MICROMETER_95("micrometer>0.95", true),
    /** Micrometer's {@code jvm.gc.overhead} above 0.25, over the last ten seconds. */
    MICROMETER_OVERHEAD("gc-overhead>0.25", true),
    /** As a parent breaker: heap in use and a request of 1 % of the heap above 95 %. */
    BREAKER("parent-breaker", true),
    /** As jvmquake: 30 s of debt, a second of pause against a fifth of a second run. */
    QUAKE("jvmquake 30s", true),
    /** The same rule made quick: 3 s of debt, a second of pause against a second run. */
    QUAKE_QUICK("jvmquake 3s", true);

    private final String label;
    private final boolean critical;

    Peer(String label, boolean critical) {
        this.label = label;
        this.critical = critical;
    }

    /**
     * Its name in tables and pictures.
     *
     * @return a short name
     */
    public String label() {
        return label;
    }

    /**
     * Whether its alarm asks for what {@code CRITICAL} asks for; otherwise it is a warning.
     *
     * @return {@code true} for the severe ones
     */
    public boolean critical() {
        return critical;
    }

    int bit() {
        return 1 << ordinal();
    }
}
