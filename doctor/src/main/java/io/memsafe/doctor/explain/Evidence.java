package io.memsafe.doctor.explain;

/**
 * A line that was read and that a verdict rests on.
 *
 * <p>Thread-safety: immutable.
 *
 * @param source the name its input was read under, such as a file
 * @param line its number there, from 1
 * @param text what it says, cut to {@value #LONGEST} characters and without control characters
 */
public record Evidence(String source, long line, String text) {
    static final int LONGEST = 300;

    static Evidence of(LogLine line) {
        return new Evidence(line.source(), line.number(), Scan.printable(line.text(), LONGEST));
    }
}
