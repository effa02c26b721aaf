package io.memsafe.benchmarks.signals.child;

/**
 * Sizes of arrays as programs have them, always in the same order: many small ones, some pages, a few large ones.
 *
 * <p>Thread-safety: none; each thread has its own.
 */
final class Sizes {
    private static final int[] USUAL = {64, 96, 128, 256, 512, 256, 1024, 2048, 4096, 512, 1024, 8192, 16384, 40960};
    private static final int[] LARGE = {700_000, 1_500_000, 620_000, 3_000_000, 900_000, 2_100_000};
    private static final int HEADER_BYTES = 16;
    private static final int ALIGNMENT = 8;

    private final int[] sizes;
    private long state;

    private Sizes(int[] sizes, long seed) {
        this.sizes = sizes;
        this.state = seed;
    }

    static Sizes usual(long seed) {
        return new Sizes(USUAL, seed);
    }

    static Sizes large(long seed) {
        return new Sizes(LARGE, seed);
    }

    /** The length of the next array. */
    int next() {
        return sizes[random(sizes.length)];
    }

    /** A number below a bound, from a linear congruential generator. */
    int random(int bound) {
        state = state * 6_364_136_223_846_793_005L + 1_442_695_040_888_963_407L;
        return (int) ((state >>> 33) % bound);
    }

    /** What an array takes in the heap, its header and padding included. */
    static long footprint(int length) {
        return (HEADER_BYTES + length + ALIGNMENT - 1) / ALIGNMENT * (long) ALIGNMENT;
    }
}
