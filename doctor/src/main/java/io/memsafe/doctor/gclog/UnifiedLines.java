package io.memsafe.doctor.gclog;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Unified logging, JDK 9 and later, with any decorations. */
final class UnifiedLines {
    /** Collections that may be under way at a time: ZGC runs young ones within an old one. */
    private static final int MOST_OPEN = 16;

    private static final String ID = "GC(";

    /** What was said of a collection that is not at its end. */
    private static final class Open {
        private double pauses = Double.NaN;
        private long committed = -1;
        private long youngLive = -1;
        private long live = -1;
        // Shenandoah
        private double garbage = -1;
        private boolean young;
        private @Nullable Sizes cleaned;
        private Stamp stamp = Stamp.UNKNOWN;
    }

    private final GcSink sink;
    private final Map<Long, Open> open = new LinkedHashMap<>();
    /** Garbage that an old mark of Shenandoah found; -1 without one just done. */
    private double oldGarbage = -1;

    /** Live bytes of all regions by the last mark of G1; -1 unless it is logged. */
    private long markedLive = -1;

    UnifiedLines(GcSink sink) {
        this.sink = sink;
    }

    /** Whether it was a line of such a log. */
    boolean accept(String line) {
        int id = line.indexOf(ID);
        int close = id < 0 ? -1 : line.indexOf(") ", id);
        if (close < 0 || close - id > 14) {
            return general(line);
        }
        long number = 0;
        for (int i = id + ID.length(); i < close; i++) {
            if (!Sizes.isDigit(line.charAt(i))) {
                return general(line);
            }
            number = number * 10 + line.charAt(i) - '0';
        }
        int from = close + 2;
        while (from < line.length() && line.charAt(from) == ' ') {
            from++;
        }
        collection(line, id, number, from);
        sink.recognised(GcLogFormat.UNIFIED);
        return true;
    }

    private void collection(String line, int id, long number, int from) {
        if (line.startsWith("Pause ", from)) {
            pause(line, id, number, from);
        } else if (line.startsWith("Concurrent cleanup", from)) {
            sink.collector(GcCollector.SHENANDOAH);
            cleanup(line, id, number, from);
        } else if (line.startsWith("Garbage Collection (", from) || line.startsWith("Major Collection (", from)) {
            sink.collector(GcCollector.Z);
            cycle(line, id, number, from, GcKind.CYCLE);
        } else if (line.startsWith("Minor Collection (", from)) {
            sink.collector(GcCollector.Z);
            cycle(line, id, number, from, GcKind.YOUNG);
        } else if (line.startsWith("Concurrent Sweep", from)) {
            sink.collector(GcCollector.CMS);
        } else if (line.startsWith("Concurrent reset (", from) || line.startsWith("Concurrent marking (", from)) {
            sink.collector(GcCollector.SHENANDOAH);
            open(number).young = line.startsWith("(Young)", from + 17) || line.startsWith("(Young)", from + 19);
        } else if (line.startsWith("Concurrent reset", from)) {
            sink.collector(GcCollector.SHENANDOAH);
        } else if (line.startsWith("### SUMMARY", from) || line.startsWith("###  SUMMARY", from)) {
            int live = Math.max(line.indexOf(" live: ", from), line.indexOf(" next-live: ", from));
            markedLive = live < 0 ? -1 : spacedSize(line, line.indexOf(':', live) + 1);
        } else {
            detail(line, number, from);
        }
    }

    /** {@code 180.00 MB}. */
    private static long spacedSize(String line, int from) {
        int at = from;
        while (at < line.length() && line.charAt(at) == ' ') {
            at++;
        }
        double number = Sizes.decimal(line, at);
        return Double.isNaN(number) || !line.startsWith(" MB", Sizes.decimalEnd(line, at))
                ? -1
                : (long) (number * (1 << 20));
    }

    private void detail(String line, long number, int from) {
        if (line.startsWith("Concurrent Mark Cycle", from)
                || line.startsWith("Concurrent Undo Cycle", from)
                || line.startsWith("Eden regions: ", from)) {
            sink.hint(GcCollector.G1);
        } else if (line.startsWith("DefNew: ", from)) {
            sink.hint(GcCollector.SERIAL);
        } else if (line.startsWith("PSYoungGen: ", from)) {
            sink.hint(GcCollector.PARALLEL);
        } else if (line.startsWith("ParNew: ", from)) {
            sink.hint(GcCollector.CMS);
        }
        int live = line.indexOf("Live: ", from);
        if (live >= 0 && line.indexOf("Expected", from) < 0 && live - from < 12) {
            sink.collector(GcCollector.Z);
            live(line, number, from, live + 6);
        } else if (line.startsWith("Max Capacity:", from)) {
            sink.maxHeap(Sizes.bytes(line, from + 13));
        } else if (line.startsWith("Capacity:", from)
                || line.startsWith("Y: Capacity:", from)
                || line.startsWith("O: Capacity:", from)) {
            int at = line.lastIndexOf("M (");
            open(number).committed = at < 0 ? -1 : lastSize(line, from);
        } else if (line.startsWith("Collectable Garbage: ", from)) {
            double share = percent(line, from);
            long garbage = Sizes.bytes(line, from + 21);
            open(number).garbage = share > 0 && garbage >= 0 ? garbage / share : garbage;
        } else if (line.startsWith("Old-Gen Collectable Garbage: ", from)) {
            oldGarbage = Sizes.bytes(line, from + 29);
        } else if (line.startsWith("Old-Gen Immediate Garbage: ", from) && oldGarbage >= 0) {
            oldGarbage += Math.max(0, Sizes.bytes(line, from + 27));
        } else if (line.startsWith("To-space exhausted", from) || line.indexOf("Evacuation Failure", from) >= 0) {
            sink.stalled();
        }
    }

    /** The share in {@code 2025K (49%)}; -1 without one. */
    private static double percent(String line, int from) {
        int at = line.indexOf('(', from);
        double number = at < 0 ? Double.NaN : Sizes.decimal(line, at + 1);
        return Double.isNaN(number) || !line.startsWith("%", Sizes.decimalEnd(line, at + 1)) ? -1 : number / 100;
    }

    /** Of a table of ZGC: at the start and end of the mark, and of the relocation. */
    private static long lastSize(String line, int from) {
        long last = -1;
        int columns = 0;
        for (int i = from; i < line.length() && columns < 4; i++) {
            if (Sizes.isDigit(line.charAt(i)) && line.charAt(i - 1) == ' ') {
                long size = Sizes.bytes(line, i);
                last = size < 0 ? last : size;
                columns++;
                i = Sizes.decimalEnd(line, i);
            }
        }
        return last;
    }

    private void live(String line, long number, int from, int at) {
        int i = at;
        while (i < line.length() && (line.charAt(i) == ' ' || line.charAt(i) == '-')) {
            i++;
        }
        long bytes = Sizes.bytes(line, i);
        if (bytes < 0) {
            return;
        }
        Open now = open(number);
        if (line.startsWith("Y:", from)) {
            now.youngLive = bytes;
        } else if (line.startsWith("O:", from)) {
            now.live = bytes + Math.max(0, now.youngLive);
        } else if (!line.startsWith("y:", from)) {
            now.live = bytes;
        }
    }

    private Open open(long number) {
        Open known = open.get(number);
        if (known == null) {
            known = new Open();
            open.put(number, known);
            if (open.size() > MOST_OPEN) {
                open.remove(open.keySet().iterator().next());
            }
        }
        return known;
    }

    private void pause(String line, int id, long number, int from) {
        Sizes sizes = Sizes.first(line, from);
        double millis = millis(line, sizes == null ? from : sizes.end());
        if (sizes == null) {
            if (!Double.isNaN(millis)) {
                Open now = open(number);
                now.pauses = Double.isNaN(now.pauses) ? millis : now.pauses + millis;
            }
            return;
        }
        hint(line, from);
        Stamp stamp = Stamp.unified(line, id);
        if (line.startsWith("Pause Young", from) || line.startsWith("Pause Mixed", from)) {
            boolean mixed = line.startsWith("Pause Mixed", from) || line.indexOf("(Mixed)", from) >= 0;
            if (line.indexOf("(Evacuation Failure", from) >= 0) {
                sink.stalled();
            }
            sink.add(mixed ? GcKind.MIXED : GcKind.YOUNG, stamp, sizes, -1, millis);
        } else if (line.startsWith("Pause Initial Mark (", from)) {
            // The young collection of G1 that begins a mark, in JDK 9 and 10.
            sink.add(GcKind.YOUNG, stamp, sizes, -1, millis);
        } else if (line.startsWith("Pause Full", from)) {
            open.remove(number);
            sink.add(GcKind.FULL, stamp, sizes, sizes.after(), millis);
        } else if (line.startsWith("Pause Degenerated GC", from)) {
            sink.stalled();
            open.remove(number);
            boolean young = line.indexOf("(Young)", from) >= 0;
            sink.add(young ? GcKind.YOUNG : GcKind.CYCLE, stamp, sizes, -1, millis);
        } else if (line.startsWith("Pause Remark", from)) {
            boolean cms = sink.collector() == GcCollector.CMS;
            long live = cms ? -1 : markedLive >= 0 ? markedLive : sizes.after();
            markedLive = -1;
            sink.add(GcKind.CYCLE, stamp, sizes, live, millis);
        }
    }

    /** Of causes of collections, some only one collector has. */
    private void hint(String line, int from) {
        if (sink.collector() != GcCollector.UNKNOWN) {
            return;
        }
        if (line.indexOf("(G1 ", from) >= 0 || line.startsWith("Pause Mixed", from)) {
            sink.hint(GcCollector.G1);
        } else if (line.startsWith("Pause Degenerated GC", from)) {
            sink.hint(GcCollector.SHENANDOAH);
        } else if (line.startsWith("Pause Full (Ergonomics)", from)) {
            sink.hint(GcCollector.PARALLEL);
        }
    }

    private static double millis(String line, int from) {
        int at = line.lastIndexOf("ms");
        if (at < from) {
            return Double.NaN;
        }
        int start = at;
        while (start > from && (Sizes.isDigit(line.charAt(start - 1)) || ".,".indexOf(line.charAt(start - 1)) >= 0)) {
            start--;
        }
        return Sizes.decimalEnd(line, start) == at ? Sizes.decimal(line, start) : Double.NaN;
    }

    /** The end of a collection of ZGC has sizes, its begin has none. */
    private void cycle(String line, int id, long number, int from, GcKind kind) {
        Sizes sizes = Sizes.first(line, from);
        if (sizes == null) {
            return;
        }
        Open now = open.remove(number);
        if (now == null) {
            now = new Open();
        }
        int share = line.indexOf('(', Math.max(0, sizes.end() - 6));
        double ratio = share < 0 ? -1 : percent(line, share);
        sink.shareOfHeap(sizes.after(), ratio);
        Sizes whole = new Sizes(sizes.before(), sizes.after(), now.committed, sizes.end());
        sink.add(kind, Stamp.unified(line, id), whole, kind == GcKind.CYCLE ? now.live : -1, now.pauses);
    }

    /** A cycle of Shenandoah ends with its second cleanup, or with its first if nothing is moved: known when the next begins. */
    private void cleanup(String line, int id, long number, int from) {
        Sizes sizes = Sizes.first(line, from);
        if (sizes == null) {
            return;
        }
        finish(number);
        Open now = open(number);
        Sizes before = now.cleaned;
        if (before == null && line.startsWith("(Old)", from + 19)) {
            return; // an old mark, within which nothing is freed
        }
        if (before == null && now.garbage >= 0) {
            boolean whole = !now.young || oldGarbage >= 0;
            double garbage = now.garbage + (now.young ? Math.max(0, oldGarbage) : 0);
            now.live = whole ? (long) Math.max(0, sizes.before() - garbage) : -1;
            oldGarbage = -1;
        }
        now.stamp = Stamp.unified(line, id);
        now.cleaned =
                before == null ? sizes : new Sizes(before.before(), sizes.after(), sizes.committed(), sizes.end());
    }

    /** Reports the cycles of Shenandoah that are done when another says something. */
    private void finish(long except) {
        open.entrySet().removeIf(entry -> {
            Open done = entry.getValue();
            if (entry.getKey() == except || done.cleaned == null) {
                return false;
            }
            sink.add(done.young ? GcKind.YOUNG : GcKind.CYCLE, done.stamp, done.cleaned, done.live, done.pauses);
            return true;
        });
    }

    void end() {
        finish(-1);
        open.clear();
        markedLive = -1;
        oldGarbage = -1;
    }

    /** What stands outside of any collection. */
    private boolean general(String line) {
        int tag = line.indexOf("[gc");
        int from = tag < 0 ? 0 : line.indexOf(']', tag) + 1;
        if (tag < 0 && line.startsWith("[") && line.indexOf("] ") > 0) {
            from = line.indexOf("] ") + 1; // decorated without tags
        }
        while (from < line.length() && line.charAt(from) == ' ') {
            from++;
        }
        if (line.startsWith("Using ", from)) {
            GcCollector collector = named(line, from + 6);
            if (collector == null) {
                return false;
            }
            end();
            sink.begins(collector);
        } else if (tag < 0) {
            return false;
        } else if (line.startsWith("Heap Max Capacity: ", from)) {
            sink.maxHeap(Sizes.bytes(line, from + 19));
        } else if (line.startsWith("Max Capacity: ", from)) {
            sink.maxHeap(Sizes.bytes(line, from + 14));
        } else if (line.startsWith("Heap address: ", from)) {
            int size = line.indexOf("size: ", from);
            sink.maxHeap(size < 0 ? -1 : spacedSize(line, size + 6));
        } else if (line.startsWith("Allocation Stall (", from)) {
            sink.collector(GcCollector.Z);
            sink.stalled();
        }
        sink.recognised(GcLogFormat.UNIFIED);
        return true;
    }

    private static @Nullable GcCollector named(String line, int at) {
        if (line.startsWith("G1", at)) {
            return GcCollector.G1;
        } else if (line.startsWith("Serial", at)) {
            return GcCollector.SERIAL;
        } else if (line.startsWith("Parallel", at)) {
            return GcCollector.PARALLEL;
        } else if (line.startsWith("Concurrent Mark Sweep", at)) {
            return GcCollector.CMS;
        } else if (line.startsWith("The Z Garbage Collector", at)) {
            return GcCollector.Z;
        } else if (line.startsWith("Shenandoah", at)) {
            return GcCollector.SHENANDOAH;
        }
        return null;
    }
}
