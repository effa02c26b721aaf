package io.memsafe.signal;

/**
 * Generational ZGC: the live old generation of the last major collection, what was promoted since that collection's
 * young phase (its own promotions included), and what the last young marking found alive and did not promote.
 *
 * <p>Lines carry {@code O:} for the old phase of a major collection, {@code Y:} for its young phase and {@code y:} for
 * a minor collection. Minor collections run while an old marking is under way, so promotions are counted for the
 * major collection that is coming as well as for the one that is known. A result says what was alive when the last young
 * collection in it began.
 */
final class ZgcGenerationalMarkParser implements MarkParser {
    private static final String LIVE = " Live:";
    private static final String PROMOTED = " Promoted:";
    private static final String COLLECTION_TAGS = "[gc";
    private static final String COLLECTION = " Collection (";

    private long oldLive = NONE;
    private long promotedSinceKnown;
    private long promotedSinceComing;
    private long youngLive;
    private long youngStays;
    private boolean whole;
    private long startNanos = NONE;
    private long youngStartNanos = NONE;
    private long markingNanos;

    @Override
    public boolean mayTell(byte[] text, int from, int to) {
        return MarkParser.hasTags(text, from, to, COLLECTION_TAGS)
                || MarkParser.hasLabel(text, from, to, LIVE)
                || MarkParser.hasLabel(text, from, to, PROMOTED);
    }

    @Override
    public long line(String line) {
        int live = line.indexOf(LIVE);
        int promoted = line.indexOf(PROMOTED);
        if (live < 0 && promoted < 0) {
            if (line.contains(COLLECTION) && !line.contains("->")) {
                startNanos = MarkParser.uptimeNanos(line);
            }
            return NONE;
        }
        if (line.contains(" O: ")) {
            if (live < 0) {
                return NONE;
            }
            long bytes = MarkParser.bytes(line, live + LIVE.length());
            if (bytes < 0) {
                return NONE;
            }
            whole = true;
            oldLive = bytes;
            promotedSinceKnown = promotedSinceComing;
            return total(line);
        }
        whole = false;
        boolean major = line.contains(" Y: ");
        if (!major && !line.contains(" y: ")) {
            return NONE;
        }
        if (live >= 0) {
            youngLive = Math.max(0, MarkParser.bytes(line, live + LIVE.length()));
            return NONE; // complete with the promotions, which follow
        }
        long bytes = Math.max(0, MarkParser.bytes(line, lastAmount(line)));
        promotedSinceKnown += bytes;
        promotedSinceComing = major ? bytes : promotedSinceComing + bytes;
        youngStays = Math.max(0, youngLive - bytes);
        youngStartNanos = startNanos;
        return oldLive < 0 ? NONE : total(line);
    }

    private long total(String line) {
        markingNanos = MarkParser.nanosUntil(line, youngStartNanos);
        return oldLive + promotedSinceKnown + youngStays;
    }

    @Override
    public long markingNanos() {
        return markingNanos;
    }

    @Override
    public boolean whole() {
        return whole;
    }

    /** Promotions are complete in the last column only. */
    private static int lastAmount(String line) {
        int at = line.lastIndexOf('(');
        while (at > 0 && Character.isWhitespace(line.charAt(at - 1))) {
            at--;
        }
        while (at > 0 && !Character.isWhitespace(line.charAt(at - 1))) {
            at--;
        }
        return Math.max(0, at);
    }

    @Override
    public String tags() {
        return "gc=info,gc+heap=info";
    }
}
