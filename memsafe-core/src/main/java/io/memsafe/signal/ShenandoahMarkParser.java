package io.memsafe.signal;

/**
 * Shenandoah: heap in use right after marking, less the garbage the marking found.
 *
 * <p>The garbage is told as {@code Collectable Garbage: N (P %)}, the part worth collecting and its share of all
 * garbage, so all of it is {@code N / P}. The heap in use is the left side of the next {@code Concurrent cleanup
 * A->B}, or of the degenerated pause that does its work. After {@code Pause Full a->b}, {@code b} is live. What was
 * allocated since the marking began counts as alive; {@link #markingNanos()} says since when that is.
 *
 * <p><i>Generations.</i> A young marking says nothing of the old generation, which grows by what is promoted and dies
 * there, until an old marking tells its garbage, that of regions without anything alive included. So the live set is known at the end of an old marking or a full
 * collection. From then on it has risen, at the most, by as much as the heap without young garbage has risen above the
 * least that it has been since; two fifths of that are the estimate. A global marking tells the garbage of both at once; what it
 * says of the old generation beside is a part of that.
 */
final class ShenandoahMarkParser implements MarkParser {
    private static final String COLLECTABLE = "Collectable Garbage: ";
    private static final String OLD_COLLECTABLE = "Old-Gen Collectable Garbage: ";
    private static final String CYCLE = "Start GC cycle (";
    private static final double RISE_SHARE = 0.4;
    private static final double PERCENT = 100.0;

    private final boolean generational;
    private long garbage = NONE;
    private long markStart = NONE;
    private long markingNanos;
    private boolean whole = true;
    private boolean global;
    private long upper = NONE;
    private long known = NONE;
    private long leastUpper;

    ShenandoahMarkParser(boolean generational) {
        this.generational = generational;
    }

    @Override
    public long line(String line) {
        int cycle = line.indexOf(CYCLE);
        if (cycle >= 0) {
            global = line.startsWith("Global", cycle + CYCLE.length());
            return NONE;
        }
        int old = line.indexOf(OLD_COLLECTABLE);
        if (old >= 0) {
            return global ? NONE : oldMarked(MarkParser.bytes(line, old + OLD_COLLECTABLE.length()));
        }
        int at = line.indexOf(COLLECTABLE);
        if (at >= 0) {
            garbage = garbage(line, at);
            return NONE;
        }
        int arrow = line.indexOf("->");
        if (arrow < 0) {
            if (line.contains("gc,start") && line.contains("Concurrent marking roots")) {
                markStart = MarkParser.uptimeNanos(line);
            }
            return NONE;
        }
        if (line.contains("Pause Full")) {
            garbage = NONE;
            markingNanos = 0;
            return wholeMarked(MarkParser.bytes(line, arrow));
        }
        if (garbage >= 0 && (line.contains("Concurrent cleanup") || line.contains("Pause Degenerated"))) {
            long used = MarkParser.bytes(line, line.lastIndexOf(' ', arrow));
            long live = used < 0 ? NONE : Math.max(0, used - garbage);
            garbage = NONE;
            markingNanos = MarkParser.nanosUntil(line, markStart);
            return !generational ? live : global ? wholeMarked(live) : youngMarked(live);
        }
        return NONE;
    }

    /** All garbage that a marking has found; {@link #NONE} if the line does not tell. */
    private static long garbage(String line, int at) {
        long collectable = MarkParser.bytes(line, at + COLLECTABLE.length());
        int open = line.indexOf('(', at);
        int percent = line.indexOf("%)", Math.max(0, open));
        if (collectable < 0 || open <= 0 || percent <= open) {
            return NONE;
        }
        long share = Long.parseLong(line.substring(open + 1, percent).trim());
        return collectable == 0 ? 0 : share == 0 ? NONE : (long) (collectable * PERCENT / share);
    }

    private long wholeMarked(long live) {
        if (live >= 0) {
            whole = true;
            upper = live;
            known = live;
            leastUpper = live;
        }
        return live;
    }

    private long youngMarked(long live) {
        if (live < 0) {
            return NONE;
        }
        whole = false;
        upper = live;
        if (known < 0) {
            return NONE;
        }
        leastUpper = Math.min(leastUpper, upper);
        return Math.min(upper, known + (long) (RISE_SHARE * (upper - leastUpper)));
    }

    private long oldMarked(long oldGarbage) {
        if (upper < 0 || oldGarbage < 0) {
            return NONE;
        }
        whole = true;
        known = Math.max(0, upper - oldGarbage);
        leastUpper = upper;
        return known;
    }

    @Override
    public boolean whole() {
        return whole;
    }

    @Override
    public long markingNanos() {
        return markingNanos;
    }

    @Override
    public boolean withAllocated() {
        return true;
    }

    @Override
    public String tags() {
        return "gc=info,gc+start=info,gc+ergo=info";
    }
}
