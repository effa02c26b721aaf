package io.memsafe.signal;

import org.jspecify.annotations.Nullable;

/**
 * Finds mark results in the lines of a collector's unified log.
 *
 * <p>Thread-safety: none; used by one thread.
 */
public interface MarkParser {

    /** No mark result in this line. */
    long NONE = -1;

    /** From bytes to KB, from KB to MB and so on. */
    int BITS_A_UNIT = 10;

    /**
     * Reads the next line.
     *
     * @param line a line of the log, in order
     * @return the live set in bytes that is known from this line on, or {@link #NONE} if it says nothing new
     */
    long line(String line);

    /** What to switch on in the log. */
    String tags();

    /**
     * The parser for a family.
     *
     * @param family which collector runs
     * @return {@code null} where the log of that family tells no live set, or not cheaply
     */
    static @Nullable MarkParser of(CollectorFamily family) {
        return switch (family) {
            case ZGC -> new ZgcMarkParser();
            case ZGC_GENERATIONAL -> new ZgcGenerationalMarkParser();
            case SHENANDOAH -> new ShenandoahMarkParser();
            case SERIAL, PARALLEL, G1, SHENANDOAH_GENERATIONAL, UNKNOWN -> null;
        };
    }

    /**
     * The first amount of memory in a line, such as {@code 205M} or {@code 1734K}.
     *
     * @param line a line of the log
     * @param from where to begin
     * @return bytes, or {@link #NONE} if there is none
     */
    static long bytes(String line, int from) {
        int i = from;
        while (i < line.length()) {
            while (i < line.length() && !Character.isDigit(line.charAt(i))) {
                i++;
            }
            long number = 0;
            int start = i;
            while (i < line.length() && Character.isDigit(line.charAt(i))) {
                number = number * 10 + (line.charAt(i++) - '0');
            }
            if (i > start && i < line.length()) {
                int unit = "BKMG".indexOf(line.charAt(i));
                if (unit >= 0) {
                    return number << (BITS_A_UNIT * unit);
                }
            }
        }
        return NONE;
    }
}
