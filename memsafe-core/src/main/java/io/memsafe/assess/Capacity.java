package io.memsafe.assess;

import io.memsafe.signal.CollectorFamily;

/**
 * How much of the heap the live set can really fill.
 *
 * <p>An OutOfMemoryError comes before the live set reaches {@code -Xmx}: a collector needs room to copy, whole
 * regions or pages, and Parallel gives up when it collects nearly all of the time. The shares were measured with a
 * growing live set of known size. ZGC loses the more the smaller the heap is, since its pages do not shrink with it.
 */
final class Capacity {
    private static final long SMALL_HEAP_BYTES = 256L << 20;
    private static final long LARGE_HEAP_BYTES = 1L << 30;
    private static final double ZGC_SMALL_RATIO = 0.89;
    private static final double ZGC_LARGE_RATIO = 0.93;

    private Capacity() {}

    static long bytes(CollectorFamily family, long maxBytes) {
        return (long) (ratio(family, maxBytes) * maxBytes);
    }

    static double ratio(CollectorFamily family, long maxBytes) {
        return switch (family) {
            case SERIAL, G1 -> 0.98;
            case SHENANDOAH, SHENANDOAH_GENERATIONAL -> 0.95;
            case PARALLEL -> 0.93;
            case ZGC, ZGC_GENERATIONAL -> {
                double large = (double) (maxBytes - SMALL_HEAP_BYTES) / (LARGE_HEAP_BYTES - SMALL_HEAP_BYTES);
                yield ZGC_SMALL_RATIO + (ZGC_LARGE_RATIO - ZGC_SMALL_RATIO) * Math.min(1, Math.max(0, large));
            }
            case UNKNOWN -> 0.90;
        };
    }
}
