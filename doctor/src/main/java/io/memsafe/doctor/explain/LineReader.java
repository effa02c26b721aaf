package io.memsafe.doctor.explain;

/** Looks for one kind of report, a line at a time. */
interface LineReader {

    /** Takes the next line that may matter: all lines while some reader is open, else those with an anchor. */
    void accept(LogLine line);

    /** Whether the next line matters whatever it says. */
    boolean open();

    /** The input ends here; what is open is reported as it is. */
    void end();
}
