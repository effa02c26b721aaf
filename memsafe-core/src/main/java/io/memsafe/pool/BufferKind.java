package io.memsafe.pool;

/** What a pool makes its buffers of. Thread-safety: stateless. */
interface BufferKind<B> {

    B allocate(int bytes);

    int capacity(B buffer);

    /** Makes it as a new one, but for its content. */
    void reset(B buffer);

    void fill(B buffer, byte value);

    /** Whether all of it has this value. */
    boolean filled(B buffer, byte value);

    /** Frees what no collection would free soon. Nobody may use the buffer afterwards. */
    void free(B buffer);
}
