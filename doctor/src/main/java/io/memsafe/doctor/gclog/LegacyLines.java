package io.memsafe.doctor.gclog;

import org.jspecify.annotations.Nullable;

/**
 * What JDK 6 to 8 wrote. A collection is a pair of brackets that may hold others and go over many lines, and other threads
 * write between: {@code [Full GC 2.7: [CMS: 0K->5456K(776192K), 0.16 secs] 274763K->5456K(1965056K), 0.17 secs]}. The sizes of
 * the heap stand within the outer pair alone; G1 gives them in a line of their own below.
 */
final class LegacyLines {
    private static final int MOST_LINES = 400;
    private static final String[] NO_COLLECTION = {"Worker", "concurrent", "ref-proc", "Termination"};

    private final GcSink sink;
    private boolean open;
    private int depth;
    private int lines;
    private GcKind kind = GcKind.YOUNG;
    private Stamp stamp = Stamp.UNKNOWN;
    private @Nullable Sizes sizes;
    private double seconds = Double.NaN;
    private boolean g1;
    private boolean awaitsHeap;
    private boolean initialMark;
    private boolean remark;

    LegacyLines(GcSink sink) {
        this.sink = sink;
    }

    boolean open() {
        return open || awaitsHeap;
    }

    void accept(String line) {
        if (line.startsWith("CommandLine flags: ") || line.indexOf(" CommandLine flags: ") >= 0) {
            flags(line);
            return;
        }
        if ((open || awaitsHeap) && ++lines > MOST_LINES) {
            end();
        }
        collector(line);
        if (awaitsHeap && heap(line)) {
            return;
        }
        int at = open ? 0 : begin(line, 0);
        while (at >= 0 && at < line.length()) {
            if (!open) {
                at = begin(line, at);
                if (at < 0) {
                    return;
                }
                start(line, at);
                at = line.startsWith("[Full GC", at) ? at + 8 : at + 3;
            }
            at = inside(line, at);
        }
    }

    private void flags(String line) {
        sink.recognised(GcLogFormat.LEGACY);
        int max = line.indexOf("-XX:MaxHeapSize=");
        if (line.contains("+UseG1GC")) {
            sink.begins(GcCollector.G1);
        } else if (line.contains("+UseConcMarkSweepGC")) {
            sink.begins(GcCollector.CMS);
        } else if (line.contains("+UseParallelGC") || line.contains("+UseParallelOldGC")) {
            sink.begins(GcCollector.PARALLEL);
        } else if (line.contains("+UseSerialGC")) {
            sink.begins(GcCollector.SERIAL);
        } else if (line.contains("+UseShenandoahGC")) {
            sink.begins(GcCollector.SHENANDOAH);
        }
        if (max >= 0) {
            double bytes = Sizes.decimal(line, max + 16);
            sink.maxHeap(bytes < Long.MAX_VALUE / 4.0 ? (long) bytes : -1);
        }
    }

    private void collector(String line) {
        int bracket = line.indexOf('[');
        if (bracket < 0) {
            return;
        }
        if (line.indexOf("[PSYoungGen", bracket) >= 0) {
            sink.collector(GcCollector.PARALLEL);
        } else if (line.indexOf("[ParNew", bracket) >= 0
                || line.indexOf("[CMS", bracket) >= 0
                || line.indexOf("CMS-", bracket) >= 0) {
            sink.collector(GcCollector.CMS);
        } else if (line.indexOf("[DefNew", bracket) >= 0 || line.indexOf("[Tenured", bracket) >= 0) {
            sink.collector(GcCollector.SERIAL);
        } else if (line.indexOf("[GC pause (", bracket) >= 0 || line.indexOf("[G1Ergonomics", bracket) >= 0) {
            sink.collector(GcCollector.G1);
        }
    }

    /** The place of the next collection; -1 if there is none. */
    private static int begin(String line, int from) {
        int at = line.indexOf("GC", from);
        while (at >= 0) {
            if (at >= 6 && line.startsWith("[Full ", at - 6)) {
                return at - 6;
            }
            if (at >= 1 && line.charAt(at - 1) == '[' && isCollection(line, at + 2)) {
                return at - 1;
            }
            at = line.indexOf("GC", at + 2);
        }
        return -1;
    }

    private static boolean isCollection(String line, int after) {
        if (after >= line.length()) {
            return true; // it goes on in the next line
        }
        if (line.startsWith("Before GC:", after)) {
            return true; // statistics of free lists come between
        }
        char next = line.charAt(after);
        if (next != ' ' && next != '[' && next != '-' && next != '(' && next != ':' && !Sizes.isDigit(next)) {
            return false;
        }
        for (String other : NO_COLLECTION) {
            if (line.startsWith(other, after + 1)) {
                return false;
            }
        }
        return true;
    }

    private void start(String line, int at) {
        if (awaitsHeap) {
            finish(); // its heap was never printed
        }
        open = true;
        depth = 1;
        lines = 0;
        sizes = null;
        seconds = Double.NaN;
        initialMark = false;
        remark = false;
        stamp = Stamp.legacy(line, at);
        g1 = line.startsWith("[GC pause", at);
        if (line.startsWith("[Full GC", at)) {
            kind = GcKind.FULL;
        } else if (line.startsWith("[GC cleanup", at)) {
            kind = GcKind.CYCLE;
        } else {
            kind = GcKind.YOUNG;
        }
        remark = line.startsWith("[GC remark", at);
    }

    /** Goes on to the end of the collection or of the line; gives the place of that. */
    private int inside(String line, int from) {
        int at = from;
        while (at < line.length()) {
            char c = line.charAt(at);
            if (c == '[') {
                if (!line.startsWith("[0x", at)) {
                    if (at > 0 && begin(line, at) == at && !line.startsWith("[GC cleanup", at)) {
                        cutShort();
                        return at;
                    }
                    depth++;
                    nested(line, at);
                }
            } else if (c == ']') {
                if (--depth == 0) {
                    close();
                    return at + 1;
                }
            } else if (Sizes.isDigit(c) && (at == 0 || !isWord(line.charAt(at - 1)))) {
                at = number(line, at);
                continue;
            } else if (c == '(' && depth == 1) {
                if (line.startsWith("(mixed)", at)) {
                    kind = GcKind.MIXED;
                } else if (line.startsWith("(to-space", at)) {
                    sink.stalled();
                }
            }
            at++;
        }
        return at;
    }

    /** A collection within a collection: the one before was cut. */
    private void cutShort() {
        open = false;
        if (sizes != null) {
            finish();
        }
    }

    private void nested(String line, int at) {
        if (line.startsWith("[Tenured", at)
                || line.startsWith("[CMS:", at)
                || line.startsWith("[CMS (", at)
                || (line.startsWith("[CMS", at) && Sizes.isDigit(charAt(line, at + 4)))) {
            kind = GcKind.FULL;
        } else if (line.startsWith("[1 CMS-initial-mark", at)) {
            initialMark = true;
        } else if (line.startsWith("[1 CMS-remark", at)) {
            remark = true;
        }
    }

    private static char charAt(String line, int at) {
        return at < line.length() ? line.charAt(at) : ' ';
    }

    private int number(String line, int at) {
        if (depth == 1) {
            Sizes found = Sizes.at(line, at);
            if (found != null) {
                sizes = found;
                return found.end();
            }
            Sizes standing = Sizes.standing(line, at);
            if (standing != null && sizes == null) {
                sizes = standing;
                if (kind == GcKind.YOUNG) {
                    kind = GcKind.CYCLE;
                }
                return standing.end();
            }
        }
        int end = Sizes.decimalEnd(line, at);
        if (depth == 1 && line.startsWith(" secs", end)) {
            seconds = Sizes.decimal(line, at);
        }
        return Math.max(end, at + 1);
    }

    private static boolean isWord(char c) {
        return Character.isLetterOrDigit(c) || c == '.' || c == ',';
    }

    private void close() {
        open = false;
        if (sizes != null) {
            finish();
        } else if (g1 || kind == GcKind.FULL) {
            awaitsHeap = true;
            lines = 0;
        } else if (remark) {
            sink.recognised(GcLogFormat.LEGACY);
        }
    }

    /** {@code [Eden: ... Heap: 8878.7K(13.0M)->5628.7K(13.0M)]} or, in JDK 6, {@code [ 3571M->3511M(4096M)]}. */
    private boolean heap(String line) {
        int heap = line.indexOf("Heap: ");
        int at = heap >= 0 ? heap + 6 : line.startsWith("   [ ") ? 5 : -1;
        Sizes found = at < 0 ? null : Sizes.at(line, at);
        if (found == null) {
            return false;
        }
        sizes = found;
        finish();
        return true;
    }

    private void finish() {
        awaitsHeap = false;
        Sizes found = sizes;
        if (initialMark) {
            sink.recognised(GcLogFormat.LEGACY);
            return;
        }
        if (found == null && !g1 && kind != GcKind.FULL) {
            return;
        }
        sink.recognised(GcLogFormat.LEGACY);
        if (kind == GcKind.CYCLE && sink.collector() == GcCollector.UNKNOWN) {
            sink.collector(GcCollector.CMS); // sizes that do not change stand in its pauses alone
        }
        long live = -1;
        if (found != null && (kind == GcKind.FULL || (kind == GcKind.CYCLE && sink.collector() == GcCollector.G1))) {
            live = found.after();
        }
        sink.add(kind, stamp, found, live, seconds * 1_000);
        sizes = null;
    }

    void end() {
        if ((open && sizes != null) || awaitsHeap) {
            finish();
        }
        open = false;
        awaitsHeap = false;
    }
}
