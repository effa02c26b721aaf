package io.memsafe.examples.catalog;

/**
 * Shows a person, or a parent program, how far a run is.
 *
 * <p>Thread-safety: called by one thread at a time.
 */
interface Display extends AutoCloseable {

    /** Shows nothing. */
    Display NONE = new Display() {
        @Override
        public void show(Snapshot now) {}

        @Override
        public void close() {}
    };

    /** Shows where the run stands. */
    void show(Snapshot now);

    /** Ends the display. */
    @Override
    void close();

    /** A bar where a terminal is attached, else a line every few seconds. */
    static Display forPeople(String name, Totals totals) {
        return Terminal.attached() ? new BarDisplay(name, totals) : new PlainDisplay(name, totals, System.err);
    }
}
