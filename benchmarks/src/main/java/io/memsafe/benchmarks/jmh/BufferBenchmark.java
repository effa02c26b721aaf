package io.memsafe.benchmarks.jmh;

import io.memsafe.pool.BufferPool;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/**
 * What it costs to take a buffer and to give it back, beside Netty's pool and a new array each time.
 *
 * <p>Thread-safety: its state is shared by the threads of JMH; all of it is made for that.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class BufferBenchmark {

    private static final int KB = 1 << 10;

    private final BufferPool<byte[]> arrays = BufferPool.arrays().create();
    private final PooledByteBufAllocator netty = new PooledByteBufAllocator(
            false,
            PooledByteBufAllocator.defaultNumHeapArena(),
            0,
            PooledByteBufAllocator.defaultPageSize(),
            PooledByteBufAllocator.defaultMaxOrder(),
            PooledByteBufAllocator.defaultSmallCacheSize(),
            PooledByteBufAllocator.defaultNormalCacheSize(),
            true); // by default only its own threads have caches

    /** For JMH. */
    public BufferBenchmark() {}

    private byte pooled(int bytes) {
        byte[] buffer = arrays.take(bytes);
        buffer[0] = 1;
        byte read = buffer[bytes - 1];
        arrays.give(buffer);
        return read;
    }

    private byte netty(int bytes) {
        ByteBuf buffer = netty.heapBuffer(bytes, bytes);
        buffer.setByte(0, 1);
        byte read = buffer.getByte(bytes - 1);
        buffer.release();
        return read;
    }

    private static byte[] fresh(int bytes) {
        byte[] buffer = new byte[bytes];
        buffer[0] = 1;
        return buffer;
    }

    /**
     * An array of the pool, of 1 KB.
     *
     * @return for JMH to consume
     */
    @Benchmark
    public byte pooled1() {
        return pooled(1 * KB);
    }

    /**
     * An array of the pool, of 8 KB.
     *
     * @return for JMH to consume
     */
    @Benchmark
    public byte pooled8() {
        return pooled(8 * KB);
    }

    /**
     * An array of the pool, of 64 KB.
     *
     * @return for JMH to consume
     */
    @Benchmark
    public byte pooled64() {
        return pooled(64 * KB);
    }

    /**
     * A heap buffer of Netty's pool, of 1 KB.
     *
     * @return for JMH to consume
     */
    @Benchmark
    public byte netty1() {
        return netty(1 * KB);
    }

    /**
     * A heap buffer of Netty's pool, of 8 KB.
     *
     * @return for JMH to consume
     */
    @Benchmark
    public byte netty8() {
        return netty(8 * KB);
    }

    /**
     * A heap buffer of Netty's pool, of 64 KB.
     *
     * @return for JMH to consume
     */
    @Benchmark
    public byte netty64() {
        return netty(64 * KB);
    }

    /**
     * A new array, of 1 KB.
     *
     * @return for JMH to consume
     */
    @Benchmark
    public byte[] fresh1() {
        return fresh(1 * KB);
    }

    /**
     * A new array, of 8 KB.
     *
     * @return for JMH to consume
     */
    @Benchmark
    public byte[] fresh8() {
        return fresh(8 * KB);
    }

    /**
     * A new array, of 64 KB.
     *
     * @return for JMH to consume
     */
    @Benchmark
    public byte[] fresh64() {
        return fresh(64 * KB);
    }
}
