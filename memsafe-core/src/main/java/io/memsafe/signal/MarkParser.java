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

    /**
     * Whether a line may say something: a quick look at its bytes, to pass over those that do not.
     *
     * @param text holds it
     * @param from where it begins
     * @param to where it ends
     */
    default boolean mayTell(byte[] text, int from, int to) {
        return true;
    }

    /** What to switch on in the log. */
    String tags();

    /** Whether the last result comes of marking the whole heap, and not its young generation alone. */
    default boolean whole() {
        return true;
    }

    /** How long before the last result its marking began; 0 where the program stood still, or where that is not told. */
    default long markingNanos() {
        return 0;
    }

    /** Whether all that was allocated since then counts as alive in the result. */
    default boolean withAllocated() {
        return false;
    }

    /** Whether it costs so much that it is to be on for one marking at a time, and only when there is a doubt. */
    default boolean onDemand() {
        return false;
    }

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
            case SHENANDOAH -> new ShenandoahMarkParser(false);
            case SHENANDOAH_GENERATIONAL -> new ShenandoahMarkParser(true);
            case G1 -> new G1MarkParser();
            case SERIAL, PARALLEL, UNKNOWN -> null;
        };
    }

    /**
     * When a line was written, by the decorator {@code uptimenanos} that it begins with.
     *
     * @param line a line of the log
     * @return nanoseconds since the start of the JVM, or {@link #NONE}
     */
    static long uptimeNanos(String line) {
        long number = 0;
        int i = 1;
        while (i < line.length() && isDigit(line.charAt(i))) {
            number = 10 * number + (line.charAt(i++) - '0');
        }
        return i > 1 && line.startsWith("ns]", i) ? number : NONE;
    }

    /**
     * How long before a line was written something was.
     *
     * @param line a line of the log
     * @param startNanos when that was, since the start of the JVM; {@link #NONE} if it is not known
     * @return nanoseconds, 0 if it is not known
     */
    static long nanosUntil(String line, long startNanos) {
        return startNanos < 0 ? 0 : Math.max(0, uptimeNanos(line) - startNanos);
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
            while (i < line.length() && !isDigit(line.charAt(i))) {
                i++;
            }
            long number = 0;
            int start = i;
            while (i < line.length() && isDigit(line.charAt(i))) {
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

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    /**
     * Whether a line has these tags, and no others, by its second decorator.
     *
     * @param text holds it
     * @param from where it begins
     * @param to where it ends
     * @param tags such as {@code [gc,start}
     */
    static boolean hasTags(byte[] text, int from, int to, String tags) {
        int at = from;
        while (at < to && text[at] != ']') {
            at++;
        }
        int end = at + 1 + tags.length();
        return end < to && (text[end] == ']' || text[end] == ' ') && isAt(text, at + 1, tags);
    }

    /**
     * Whether there is a label in a line.
     *
     * @param text holds it
     * @param from where it begins
     * @param to where it ends
     * @param label its last character is a colon
     */
    static boolean hasLabel(byte[] text, int from, int to, String label) {
        int length = label.length();
        for (int end = from + length; end <= to; end++) {
            if (text[end - 1] == ':' && isAt(text, end - length, label)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isAt(byte[] text, int from, String label) {
        for (int i = 0; i < label.length(); i++) {
            if (text[from + i] != label.charAt(i)) {
                return false;
            }
        }
        return true;
    }
}
