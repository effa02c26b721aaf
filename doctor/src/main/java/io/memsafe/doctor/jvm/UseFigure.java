package io.memsafe.doctor.jvm;

/** What can be known of how a program uses memory. */
public enum UseFigure {
    /** The live set of the heap at its highest, bytes. */
    LIVE("live set"),
    /** The most the heap was used, garbage included, bytes. */
    HEAP_PEAK("heap peak"),
    /** The most it allocated for some time, bytes per second. */
    ALLOCATION("allocation rate"),
    /** Threads at their highest number. */
    THREADS("threads"),
    /** Loaded classes. */
    CLASSES("classes"),
    /** Metaspace with the compressed class space, committed, bytes. */
    METASPACE("metaspace"),
    /** Compiled code, bytes. */
    CODE("compiled code"),
    /** Direct buffers at their highest, bytes. */
    DIRECT("direct buffers"),
    /** What the JVM and native libraries hold beside all of these, bytes. */
    NATIVE("native rest"),
    /** The most that the process held in all, bytes. */
    RESIDENT("resident set");

    private final String title;

    UseFigure(String title) {
        this.title = title;
    }

    /**
     * For people.
     *
     * @return a few words
     */
    public String title() {
        return title;
    }
}
