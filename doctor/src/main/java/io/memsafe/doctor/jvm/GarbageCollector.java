package io.memsafe.doctor.jvm;

import java.util.Locale;
import java.util.Optional;

/** A collector of HotSpot. */
public enum GarbageCollector {
    /** One thread; the choice of the JVM on less than two processors or 1792 MiB. */
    SERIAL("Serial", "UseSerialGC"),
    /** Many threads that stop the program. */
    PARALLEL("Parallel", "UseParallelGC"),
    /** The choice of the JVM on larger machines. */
    G1("G1", "UseG1GC"),
    /** Concurrent; generational since JDK 23. */
    ZGC("ZGC", "UseZGC"),
    /** Concurrent. */
    SHENANDOAH("Shenandoah", "UseShenandoahGC"),
    /** Never collects. */
    EPSILON("Epsilon", "UseEpsilonGC"),
    /** Gone since JDK 14. */
    CMS("CMS", "UseConcMarkSweepGC");

    private final String title;
    private final String flag;

    GarbageCollector(String title, String flag) {
        this.title = title;
        this.flag = flag;
    }

    /**
     * As people call it.
     *
     * @return for example {@code G1}
     */
    public String title() {
        return title;
    }

    /**
     * The name of the flag that chooses it.
     *
     * @return for example {@code UseG1GC}
     */
    public String flag() {
        return flag;
    }

    /**
     * By a name that people use.
     *
     * @param name for example {@code g1}, {@code ZGC} or {@code UseParallelGC}, in any case
     * @return empty if there is none of that name
     */
    public static Optional<GarbageCollector> named(String name) {
        String wanted = name.toLowerCase(Locale.ROOT);
        for (GarbageCollector collector : values()) {
            if (wanted.equals(collector.title.toLowerCase(Locale.ROOT))
                    || wanted.equals(collector.title.toLowerCase(Locale.ROOT) + "gc")
                    || wanted.equals(collector.flag.toLowerCase(Locale.ROOT))) {
                return Optional.of(collector);
            }
        }
        return wanted.equals("z") ? Optional.of(ZGC) : Optional.empty();
    }
}
