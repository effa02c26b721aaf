package io.memsafe.signal;

/**
 * ZGC without generations: one line {@code Live:} for each cycle, whose first amount is that at the end of marking. It is
 * written at the end of the cycle, and says what was alive at its beginning.
 */
final class ZgcMarkParser implements MarkParser {
    private static final String LIVE = " Live:";
    private static final String START_TAGS = "[gc,start";
    private static final String START = " Garbage Collection (";

    private long startNanos = NONE;
    private long markingNanos;

    @Override
    public boolean mayTell(byte[] text, int from, int to) {
        return MarkParser.hasTags(text, from, to, START_TAGS) || MarkParser.hasLabel(text, from, to, LIVE);
    }

    @Override
    public long line(String line) {
        if (line.contains(START)) {
            startNanos = MarkParser.uptimeNanos(line);
            return NONE;
        }
        int at = line.indexOf(LIVE);
        if (at < 0) {
            return NONE;
        }
        markingNanos = MarkParser.nanosUntil(line, startNanos);
        return MarkParser.bytes(line, at + LIVE.length());
    }

    @Override
    public long markingNanos() {
        return markingNanos;
    }

    @Override
    public String tags() {
        return "gc+start=info,gc+heap=info";
    }
}
