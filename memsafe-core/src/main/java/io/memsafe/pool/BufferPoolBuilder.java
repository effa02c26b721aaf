package io.memsafe.pool;

import io.memsafe.admission.MemoryBudget;
import io.memsafe.response.Shares;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a {@link BufferPool} is to be like. Thread-safety: none.
 *
 * @param <B> kind of buffer
 */
public final class BufferPoolBuilder<B> {
    private static final int SMALLEST = 1 << 10;
    private static final int LARGEST = 1 << 20;
    private static final long MAX_IDLE_BYTES = 16L << 20;

    final BufferKind<B> kind;
    int smallest = SMALLEST;
    int largest = LARGEST;
    long maxIdleBytes = MAX_IDLE_BYTES;

    @Nullable
    MemoryBudget budget;

    Shares shares = Shares.DEFAULT;
    boolean zeroed;
    boolean debug = Boolean.getBoolean("memsafe.debug-buffers");

    BufferPoolBuilder(BufferKind<B> kind) {
        this.kind = kind;
    }

    /**
     * Which sizes are kept; a larger buffer is made as asked for and dropped. By default 1 KB to 1 MB.
     *
     * @param smallestBytes a power of two, 4 or more; who asks for less gets that
     * @param largestBytes a power of two, not below it
     * @return this
     * @throws IllegalArgumentException if they are not
     */
    public BufferPoolBuilder<B> sizes(int smallestBytes, int largestBytes) {
        new SizeClasses(smallestBytes, largestBytes);
        smallest = smallestBytes;
        largest = largestBytes;
        return this;
    }

    /**
     * How many bytes idle buffers may have together; by default 16 MB.
     *
     * @param bytes 0 or more
     * @return this
     * @throws IllegalArgumentException if it is below 0
     */
    public BufferPoolBuilder<B> maxIdleBytes(long bytes) {
        if (bytes < 0) {
            throw new IllegalArgumentException("maxIdleBytes must be 0 or more, but is " + bytes);
        }
        maxIdleBytes = bytes;
        return this;
    }

    /**
     * A budget that the bytes of idle buffers come out of as well; by default none.
     *
     * @param of the governor, or a child of it
     * @return this
     */
    public BufferPoolBuilder<B> budget(MemoryBudget of) {
        budget = Objects.requireNonNull(of, "of");
        return this;
    }

    /**
     * Which share of {@code maxIdleBytes} is kept at each level.
     *
     * @param kept shares
     * @return this
     */
    public BufferPoolBuilder<B> shares(Shares kept) {
        shares = Objects.requireNonNull(kept, "kept");
        return this;
    }

    /**
     * Whether buffers are filled with zeros when they are given back, for content that nobody else may see.
     *
     * @param wanted by default no
     * @return this
     */
    public BufferPoolBuilder<B> zeroed(boolean wanted) {
        zeroed = wanted;
        return this;
    }

    /**
     * Whether the pool looks for buffers that are given back twice, written to afterwards, or never given back, for tests:
     * it is slow, and frees no direct memory by itself. Also {@code -Dmemsafe.debug-buffers=true}.
     *
     * @param wanted by default no
     * @return this
     */
    public BufferPoolBuilder<B> debug(boolean wanted) {
        debug = wanted;
        return this;
    }

    /**
     * Creates the pool; it allocates nothing yet.
     *
     * @return a pool
     */
    public BufferPool<B> create() {
        return new BufferPool<>(this);
    }
}
