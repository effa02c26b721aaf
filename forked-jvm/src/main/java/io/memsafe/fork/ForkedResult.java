package io.memsafe.fork;

import java.time.Duration;
import java.util.List;

/**
 * What became of a child JVM.
 *
 * @param exitCode its exit code; on Unix 128 + n if signal n ended it
 * @param timedOut whether it was killed because its time was up
 * @param lines what it wrote to standard output; of very long output the last lines
 * @param errorTail the end of what it wrote to standard error
 * @param elapsed from start to end
 * @param peakRssBytes the most memory it held, as the operating system counts it; -1 if that is not known here
 * @param cpuTime processor time it used; zero if that is not known here
 */
public record ForkedResult(
        int exitCode,
        boolean timedOut,
        List<String> lines,
        String errorTail,
        Duration elapsed,
        long peakRssBytes,
        Duration cpuTime) {

    private static final int KILLED = 128 + 9;

    /** Copies the list of lines. */
    public ForkedResult {
        lines = List.copyOf(lines);
    }

    /**
     * Whether something killed it: a signal 9, or its time was up.
     *
     * @return {@code true} if it did not end by itself
     */
    public boolean killed() {
        return timedOut || exitCode == KILLED;
    }
}
