package io.memsafe.doctor.jvm;

import java.util.Locale;

/**
 * What a collector keeps beside the heap: a part of the heap's size, and something whatever its size.
 *
 * <p>Measured with native memory tracking, heaps of 128 MiB and 1 GiB half live, and rounded up; the space for mark stacks of G1
 * and of ZGC (32 MiB and more committed) is touched only as far as marking goes deep, so half of it counts:
 *
 * <pre>
 *               JDK 17            JDK 25
 *   Serial      0.3 %             0.3 %
 *   Parallel    3.7 % + 9 MiB     1.9 % + 6 MiB
 *   G1          4.1 % + 36 MiB    2.0 % + 36 MiB
 *   ZGC         2.9 % + 65 MiB    3.7 %
 *   Shenandoah  3.3 % + 1 MiB     3.3 % + 1 MiB
 * </pre>
 *
 * <p>Thread-safety: immutable.
 *
 * @param ratio of the heap
 * @param baseBytes whatever the heap
 * @param name of the collector, for people
 */
public record CollectorOverhead(double ratio, long baseBytes, String name) {
    private static final int SMALL_CARDS = 20;
    private static final int GENERATIONAL = 23;

    /**
     * The overhead of a collector.
     *
     * @param collector which
     * @param javaVersion the feature release
     * @return what it keeps
     */
    public static CollectorOverhead of(GarbageCollector collector, int javaVersion) {
        boolean old = javaVersion < SMALL_CARDS;
        String name = collector.title() + " of JDK " + javaVersion;
        return switch (collector) {
            case SERIAL -> new CollectorOverhead(0.004, ByteSize.MIB, name);
            case EPSILON -> new CollectorOverhead(0, ByteSize.MIB, name);
            case PARALLEL -> new CollectorOverhead(old ? 0.04 : 0.025, 10 * ByteSize.MIB, name);
            case CMS -> new CollectorOverhead(0.05, 16 * ByteSize.MIB, name);
            // Remembered sets grow with references between regions, so more than was measured.
            case G1 -> new CollectorOverhead(old ? 0.06 : 0.04, 20 * ByteSize.MIB, name);
            case ZGC -> new CollectorOverhead(0.04, (javaVersion < GENERATIONAL ? 32 : 16) * ByteSize.MIB, name);
            case SHENANDOAH -> new CollectorOverhead(0.04, 8 * ByteSize.MIB, name);
        };
    }

    /**
     * What it keeps for a heap.
     *
     * @param heapBytes the heap
     * @return bytes
     */
    public long bytes(long heapBytes) {
        return (long) (heapBytes * ratio) + baseBytes;
    }

    /**
     * The arithmetic.
     *
     * @return for people
     */
    public String text() {
        return String.format(Locale.ROOT, "%s: %.1f %% of the heap + %s", name, ratio * 100, ByteSize.text(baseBytes));
    }

    NeedLine line(long heapBytes) {
        long bytes = bytes(heapBytes);
        return new NeedLine(MemoryPart.COLLECTOR, bytes, bytes, Origin.ESTIMATED, text());
    }
}
