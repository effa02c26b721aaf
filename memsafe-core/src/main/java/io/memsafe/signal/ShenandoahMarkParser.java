package io.memsafe.signal;

/**
 * Shenandoah: heap in use right after marking, less the garbage the marking found.
 *
 * <p>The garbage is told as {@code Collectable Garbage: N (P %)}, the part worth collecting and its share of all
 * garbage, so all of it is {@code N / P}. The heap in use is the left side of the next {@code Concurrent cleanup
 * A->B}, or of the degenerated pause that does its work. After {@code Pause Full a->b}, {@code b} is live. An upper
 * bound: what is allocated while the marking runs counts as alive.
 */
final class ShenandoahMarkParser implements MarkParser {
    private static final String COLLECTABLE = "Collectable Garbage: ";
    private static final double PERCENT = 100.0;

    private long garbage = NONE;

    @Override
    public long line(String line) {
        int at = line.indexOf(COLLECTABLE);
        if (at >= 0) {
            long collectable = MarkParser.bytes(line, at + COLLECTABLE.length());
            int open = line.indexOf('(', at);
            int percent = line.indexOf("%)", Math.max(0, open));
            garbage = NONE;
            if (collectable >= 0 && open > 0 && percent > open) {
                long share = Long.parseLong(line.substring(open + 1, percent).trim());
                garbage = collectable == 0 ? 0 : share == 0 ? NONE : (long) (collectable * PERCENT / share);
            }
            return NONE;
        }
        int arrow = line.indexOf("->");
        if (arrow < 0) {
            return NONE;
        }
        if (line.contains("Pause Full")) {
            garbage = NONE;
            return MarkParser.bytes(line, arrow);
        }
        if (garbage >= 0 && (line.contains("Concurrent cleanup") || line.contains("Pause Degenerated"))) {
            long used = MarkParser.bytes(line, line.lastIndexOf(' ', arrow));
            long live = used < 0 ? NONE : Math.max(0, used - garbage);
            garbage = NONE;
            return live;
        }
        return NONE;
    }

    @Override
    public String tags() {
        return "gc=info,gc+ergo=info";
    }
}
