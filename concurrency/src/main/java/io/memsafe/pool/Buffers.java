package io.memsafe.pool;

/** The pools of the tests: of buffers of one size, so that a state takes a few hundred bytes. */
final class Buffers {
    /** Of each buffer. */
    static final int BYTES = 64;

    private static final int MOST_IDLE_BYTES = 64 * BYTES;

    private Buffers() {}

    static BufferPoolBuilder<byte[]> builder() {
        return BufferPool.arrays().sizes(BYTES, BYTES).maxIdleBytes(MOST_IDLE_BYTES);
    }
}
