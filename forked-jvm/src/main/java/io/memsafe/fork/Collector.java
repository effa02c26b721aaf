package io.memsafe.fork;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A garbage collector, with the flags that choose it.
 *
 * <p>Thread-safety: immutable.
 */
public enum Collector {
    /** One thread, everything stopped. */
    SERIAL("-XX:+UseSerialGC"),
    /** Many threads, everything stopped. */
    PARALLEL("-XX:+UseParallelGC"),
    /** Garbage first, the default of server machines. */
    G1("-XX:+UseG1GC"),
    /** ZGC; the generational one from JDK 21 on. */
    ZGC("-XX:+UseZGC"),
    /** Shenandoah, with one generation. */
    SHENANDOAH("-XX:+UseShenandoahGC");

    private static final int FIRST_GENERATIONAL_ZGC = 21;
    private static final int FIRST_GENERATIONAL_ZGC_BY_DEFAULT = 23;
    private static final Map<String, Boolean> AVAILABLE = new ConcurrentHashMap<>();

    private final String flag;

    Collector(String flag) {
        this.flag = flag;
    }

    /**
     * The collector of a name as people write it on a command line.
     *
     * @param name for example {@code g1}, in any case
     * @return the collector
     * @throws IllegalArgumentException if there is none of that name; the message lists the names
     */
    public static Collector named(String name) {
        for (Collector collector : values()) {
            if (collector.label().equals(name.toLowerCase(Locale.ROOT))) {
                return collector;
            }
        }
        List<String> labels = new ArrayList<>();
        for (Collector collector : values()) {
            labels.add(collector.label());
        }
        throw new IllegalArgumentException("no collector '" + name + "': it is one of " + String.join(", ", labels));
    }

    /**
     * The name on a command line and in tables.
     *
     * @return the name in lower case
     */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * The flags that choose this collector.
     *
     * @param jdk for which runtime
     * @return flags for its launcher
     */
    public List<String> flags(Jdk jdk) {
        boolean askForGenerations = this == ZGC
                && jdk.feature() >= FIRST_GENERATIONAL_ZGC
                && jdk.feature() < FIRST_GENERATIONAL_ZGC_BY_DEFAULT;
        return askForGenerations ? List.of(flag, "-XX:+ZGenerational") : List.of(flag);
    }

    /**
     * Whether a runtime has this collector; some builds leave one out. Asked of the runtime once, by starting it.
     *
     * @param jdk the runtime
     * @return {@code true} if it starts with {@link #flags(Jdk)}
     */
    public boolean availableOn(Jdk jdk) {
        return AVAILABLE.computeIfAbsent(jdk.home() + "|" + name(), key -> starts(jdk));
    }

    /**
     * The collectors of a runtime.
     *
     * @param jdk the runtime
     * @return those that are {@linkplain #availableOn(Jdk) available}
     */
    public static List<Collector> of(Jdk jdk) {
        List<Collector> collectors = new ArrayList<>();
        for (Collector collector : values()) {
            if (collector.availableOn(jdk)) {
                collectors.add(collector);
            }
        }
        return List.copyOf(collectors);
    }

    private boolean starts(Jdk jdk) {
        return ForkedJvm.on(jdk)
                        .collector(this)
                        .heap("32m")
                        .flags("-version")
                        .run()
                        .exitCode()
                == 0;
    }
}
