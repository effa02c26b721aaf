package io.memsafe;

/**
 * Something in or around the JVM that can run full.
 *
 * @param name such as {@code heap}, {@code metaspace}, {@code direct-buffers}, {@code container}, {@code threads}
 * @param unit of {@code used} and {@code limit}
 * @param used what cannot be taken back: the live set for the heap
 * @param limit what can really be filled, above 0
 * @param growthPerSecond how fast it grew lately; 0 if it does not
 * @param timeToExhaustion when it will be full at that growth
 * @param atMost the highest level it may raise by itself
 */
public record MemoryArea(
        String name,
        Unit unit,
        long used,
        long limit,
        double growthPerSecond,
        TimeToExhaustion timeToExhaustion,
        PressureLevel atMost) {

    /** The name of the heap's area. */
    public static final String HEAP = "heap";

    /**
     * Whether this is the heap.
     *
     * @return {@code true} for the area named {@link #HEAP}
     */
    public boolean isHeap() {
        return name.equals(HEAP);
    }

    /**
     * How full it is.
     *
     * @return {@code used / limit}, 0.0 and more
     */
    public double ratio() {
        return (double) used / limit;
    }

    /**
     * What is left.
     *
     * @return in the area's unit, never negative
     */
    public long headroom() {
        return Math.max(0, limit - used);
    }
}
