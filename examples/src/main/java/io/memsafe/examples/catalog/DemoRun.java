package io.memsafe.examples.catalog;

import java.util.List;

/**
 * One contestant's run in a child JVM, as the parent saw it.
 *
 * @param name what people call the contestant
 * @param heap its heap, as after {@code -Xmx}
 * @param last the last state it reported
 * @param contained OutOfMemoryErrors it survived
 * @param stored entries in its database afterwards; -1 if that could not be read
 * @param lost entries that are neither in the database nor in quarantine
 * @param doubled entries that are there more than once
 * @param peakRssBytes the most memory the process held, -1 if unknown
 * @param complete whether it came to the end of the input
 * @param verified whether its own second count agreed
 * @param end how it ended, in words
 * @param text what it printed for people
 */
record DemoRun(
        String name,
        String heap,
        Snapshot last,
        long contained,
        long stored,
        long lost,
        long doubled,
        long peakRssBytes,
        boolean complete,
        boolean verified,
        String end,
        List<String> text) {

    /** Whether nothing is left to wish for. */
    boolean passed() {
        return complete && verified && lost == 0 && doubled == 0;
    }
}
