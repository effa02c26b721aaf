package io.memsafe.doctor.jvm;

/** Where a figure comes from. */
public enum Origin {
    /** A flag sets it. */
    FLAG("flag"),
    /** No flag sets it, so the JVM chooses. */
    DEFAULT("default of the JVM"),
    /** Seen in a running JVM, a log or a history. */
    MEASURED("measured"),
    /** Said by who asks. */
    GIVEN("given"),
    /** Nothing is known: what is usual. */
    ESTIMATED("estimated");

    private final String title;

    Origin(String title) {
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
