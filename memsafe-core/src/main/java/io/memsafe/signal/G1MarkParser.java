package io.memsafe.signal;

/**
 * G1: the table of regions that it prints after a marking. Alive are the live bytes of the old and humongous regions
 * and all that the survivors hold; what is in Eden was allocated meanwhile and says nothing. When the marking began is told by a
 * line of its own, unless the log was not on yet.
 *
 * <p>The table is long, and printing it takes a couple of milliseconds of the pause, more with more regions: it is
 * switched on for one marking when there is a doubt. A table of which lines were lost does not add up to its own
 * summary, and is dropped.
 */
final class G1MarkParser implements MarkParser {
    private static final String ROW = "###";
    private static final String USED = "used:";
    private static final String BEGIN = " Concurrent Mark Cycle";
    private static final String CYCLE = "GC(";
    private static final double MEBIBYTE = 1 << 20;
    private static final double COMPLETE_RATIO = 0.99;

    private boolean inTable;
    private int liveColumn;
    private long live;
    private long used;
    private long begunNanos = NONE;
    private long begunCycle = NONE;
    private long markingNanos;

    @Override
    public long line(String line) {
        int row = line.indexOf(ROW);
        if (row < 0) {
            if (line.endsWith(BEGIN)) {
                begunNanos = MarkParser.uptimeNanos(line);
                begunCycle = cycle(line);
            }
            return NONE;
        }
        int text = skipBlanks(line, row + ROW.length());
        if (line.startsWith("PHASE", text)) {
            inTable = line.startsWith("PHASE Post-Marking", text);
            live = 0;
            used = 0;
        } else if (inTable && line.startsWith("type", text)) {
            liveColumn = line.contains("next-live") ? 4 : 3;
        } else if (inTable && line.startsWith("SUMMARY", text)) {
            inTable = false;
            markingNanos = cycle(line) == begunCycle ? MarkParser.nanosUntil(line, begunNanos) : 0;
            return complete(line) ? live : NONE;
        } else if (inTable) {
            region(line, text);
        }
        return NONE;
    }

    private static long cycle(String line) {
        int at = line.indexOf(CYCLE);
        return at < 0 ? NONE : column(line, at + CYCLE.length(), 0);
    }

    private void region(String line, int type) {
        long bytes = Math.max(0, column(line, type, 2));
        used += bytes;
        if (line.startsWith("SURV", type)) {
            live += bytes;
        } else if (line.startsWith("OLD", type) || line.startsWith("HUM", type)) {
            live += Math.max(0, column(line, type, liveColumn));
        }
    }

    private boolean complete(String summary) {
        int at = summary.indexOf(USED);
        if (at < 0) {
            return false;
        }
        int start = skipBlanks(summary, at + USED.length());
        int end = summary.indexOf(' ', start);
        try {
            return used >= COMPLETE_RATIO * Double.parseDouble(summary.substring(start, end)) * MEBIBYTE;
        } catch (NumberFormatException | IndexOutOfBoundsException e) {
            return false;
        }
    }

    private static int skipBlanks(String line, int from) {
        int at = from;
        while (at < line.length() && line.charAt(at) == ' ') {
            at++;
        }
        return at;
    }

    /** The number in a column, counted from 0 at {@code from}; {@link #NONE} if it is none. */
    private static long column(String line, int from, int column) {
        int at = from;
        for (int i = 0; i < column; i++) {
            while (at < line.length() && line.charAt(at) != ' ') {
                at++;
            }
            at = skipBlanks(line, at);
        }
        long number = 0;
        int start = at;
        while (at < line.length() && Character.isDigit(line.charAt(at))) {
            number = 10 * number + (line.charAt(at++) - '0');
        }
        return at > start ? number : NONE;
    }

    @Override
    public String tags() {
        return "gc+liveness=trace,gc=info";
    }

    @Override
    public long markingNanos() {
        return markingNanos;
    }

    @Override
    public boolean onDemand() {
        return true;
    }
}
