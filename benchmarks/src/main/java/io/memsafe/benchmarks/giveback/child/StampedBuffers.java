package io.memsafe.benchmarks.giveback.child;

import io.memsafe.pool.BufferPool;
import io.memsafe.pool.BufferPoolStatistics;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/**
 * A pool of buffers of one size, in which each buffer carries a number, and whether somebody has it.
 *
 * <p>Thread-safety: may be used by any thread.
 */
final class StampedBuffers {
    private static final int BYTES = 64 << 10;
    private static final int USED_BYTES = 16 << 10;
    private static final int STATE_AT = 8;
    private static final int IDLE = 1;
    private static final int TAKEN = 2;

    private final BufferPool<ByteBuffer> pool;
    private final long mostBytes;
    private final AtomicLong numbers = new AtomicLong();
    private final LongAdder doubled = new LongAdder();

    StampedBuffers(BufferPool<ByteBuffer> pool, long mostBytes) {
        this.pool = pool;
        this.mostBytes = mostBytes;
    }

    BufferPool<ByteBuffer> pool() {
        return pool;
    }

    /** Takes one and fills a part of it. */
    ByteBuffer take(int seed) {
        ByteBuffer buffer = pool.take(BYTES);
        int state = buffer.getInt(STATE_AT); // a new one is full of zeros
        if (state == 0) {
            buffer.putLong(0, numbers.incrementAndGet());
        } else if (state != IDLE) {
            doubled.increment();
        }
        buffer.putInt(STATE_AT, TAKEN);
        for (int at = 2 * Long.BYTES; at < USED_BYTES; at += Integer.BYTES) {
            buffer.putInt(at, seed ^ at);
        }
        return buffer;
    }

    void give(ByteBuffer buffer) {
        if (buffer.getInt(STATE_AT) != TAKEN) {
            doubled.increment();
        }
        buffer.putInt(STATE_AT, IDLE);
        pool.give(buffer);
    }

    /** As many in use at once as there may be idle, and then none of them: what a busy hour leaves. */
    void rush() {
        List<ByteBuffer> taken = new ArrayList<>();
        for (long bytes = 0; bytes < mostBytes; bytes += BYTES) {
            taken.add(take(0));
        }
        taken.forEach(this::give);
    }

    long idleBytes() {
        return pool.statistics().idleBytes();
    }

    long made() {
        return numbers.get();
    }

    long doubled() {
        return doubled.sum();
    }

    /** Buffers that are neither idle nor were dropped; takes what is idle. For when nobody has one. */
    long lost() {
        BufferPoolStatistics before = pool.statistics();
        long idle = made() - before.dropped() - before.reclaimedBytes() / BYTES;
        Set<Long> found = new HashSet<>();
        for (int i = 0; i < before.idle(); i++) {
            ByteBuffer buffer = pool.take(BYTES);
            if (buffer.getInt(STATE_AT) == IDLE) {
                found.add(buffer.getLong(0));
            }
        }
        return Math.abs(idle - found.size());
    }
}
