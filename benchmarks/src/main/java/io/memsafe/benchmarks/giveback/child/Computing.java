package io.memsafe.benchmarks.giveback.child;

/** Work for a processor, of which the compiler can leave nothing out. Thread-safety: stateless. */
final class Computing {
    private static final int SIGNIFICANT = 24;

    private Computing() {}

    /**
     * Fills an array from a seed.
     *
     * @param target all of it is written
     * @param seed the same one gives the same content
     * @param rounds how many numbers are drawn for each byte
     */
    static void fill(byte[] target, long seed, int rounds) {
        long state = seed * 0x9E3779B97F4A7C15L | 1;
        for (int i = 0; i < target.length; i++) {
            for (int round = 0; round < rounds; round++) {
                state ^= state << 13;
                state ^= state >>> 7;
                state ^= state << 17;
            }
            target[i] = (byte) (state >>> SIGNIFICANT);
        }
    }

    /** The sum of the first so many bytes. */
    static int sum(byte[] content, int length) {
        int sum = 0;
        for (int i = 0; i < length; i++) {
            sum += content[i];
        }
        return sum;
    }
}
