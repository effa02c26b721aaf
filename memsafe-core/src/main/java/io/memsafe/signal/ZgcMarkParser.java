package io.memsafe.signal;

/** ZGC without generations: one line {@code Live:} for each cycle, whose first amount is that at the end of marking. */
final class ZgcMarkParser implements MarkParser {
    private static final String LIVE = " Live:";

    @Override
    public boolean mayTell(byte[] text, int from, int to) {
        return MarkParser.hasLabel(text, from, to, LIVE);
    }

    @Override
    public long line(String line) {
        int at = line.indexOf(LIVE);
        return at < 0 ? NONE : MarkParser.bytes(line, at + LIVE.length());
    }

    @Override
    public String tags() {
        return "gc+heap=info";
    }
}
