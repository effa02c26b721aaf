package io.memsafe.doctor.gclog;

/** How a log is written. */
public enum GcLogFormat {
    /** Nothing of a garbage collection log was seen. */
    NONE("no GC log"),
    /** {@code -verbose:gc}, {@code -XX:+PrintGC}, {@code -XX:+PrintGCDetails}: up to JDK 8. */
    LEGACY("JDK 8 and before"),
    /** {@code -Xlog:gc}: from JDK 9. */
    UNIFIED("unified");

    private final String title;

    GcLogFormat(String title) {
        this.title = title;
    }

    /**
     * Its name for people.
     *
     * @return a few words
     */
    public String title() {
        return title;
    }
}
