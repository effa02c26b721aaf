package io.memsafe.pool;

import io.memsafe.response.Demand;
import io.memsafe.response.Reclaimer;
import io.memsafe.response.Shares;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Buffers that are used again: arrays of bytes, or byte buffers in the heap or beside it.
 *
 * <pre>{@code
 * BufferPool<byte[]> buffers = BufferPool.arrays().maxIdleBytes(16 << 20).create();
 * governor.reclaim("buffers", 10, buffers);
 *
 * byte[] buffer = buffers.take(8_000); // at least as long, and of any content
 * try {
 *     work(buffer);
 * } finally {
 *     buffers.give(buffer);
 * }
 * }</pre>
 *
 * <p><b>What is bounded.</b> The idle buffers, which are what a pool costs; who has taken one accounts for it as for anything
 * else it allocates. A buffer that finds no room when it is given back is dropped, and taking one never waits and never
 * fails for want of room: then it is a new one. With {@link BufferPoolBuilder#budget} the bytes of idle buffers also come out of a
 * budget, in steps of 256 KB, so that what the pool holds is not given away a second time.
 *
 * <p><b>Under pressure</b> the pool is a {@link Reclaimer}: it keeps a share of its bound, drops what was not needed of late
 * first, then what was given back first, and grows back by use alone. Direct memory is freed at once.
 *
 * <p><b>When not to.</b> Small buffers that die young cost a few nanoseconds and no collection; see the guide for where a pool
 * begins to pay.
 *
 * <p>A buffer belongs to who took it until it is given back, and to the pool from then on. Who goes on using it writes into
 * the buffer of somebody else, or, if it is direct and was freed, into memory that is no longer there: so do not give back
 * what another thread, a slice or a pending write may still use. {@link BufferPoolBuilder#debug} finds those who do.
 *
 * <p>Thread-safety: safe, and nobody waits for anybody.
 *
 * @param <B> kind of buffer
 */
public final class BufferPool<B> implements Reclaimer, AutoCloseable {
    /** Bytes that a shelf asks for at a time, so that the counters of the whole pool are touched seldom. */
    private static final int ROOM_STEP_BYTES = 256 << 10;

    private static final int LEAST_STEPS = 64;
    private static final int MOST_SHELVES = 32;
    private static final int PATIENCE = 1_000;
    private static final int THREAD_STEP = 0x9E3779B9; // spreads neighbouring numbers of threads

    private final BufferKind<B> kind;
    private final SizeClasses sizes;
    private final long maxIdleBytes;
    private final Shares shares;
    private final boolean zeroed;
    private final @Nullable BufferWatch<B> watch;
    private final int shelvesLog;
    private final AtomicReferenceArray<@Nullable Shelf<B>> shelves;
    private final IdleRoom room;
    private final int stepBytes;
    private final LongAdder made = new LongAdder();
    private final LongAdder dropped = new LongAdder();
    private final AtomicLong reclaimedBytes = new AtomicLong();
    private volatile boolean closed;

    BufferPool(BufferPoolBuilder<B> builder) {
        kind = builder.kind;
        sizes = new SizeClasses(builder.smallest, builder.largest);
        maxIdleBytes = builder.maxIdleBytes;
        shares = builder.shares;
        zeroed = builder.zeroed;
        watch = builder.debug ? new BufferWatch<>(kind, builder.zeroed) : null;
        int wanted = Math.min(MOST_SHELVES, 2 * Runtime.getRuntime().availableProcessors());
        shelvesLog = Integer.SIZE - Integer.numberOfLeadingZeros(wanted - 1);
        shelves = new AtomicReferenceArray<>(sizes.count() << shelvesLog);
        room = new IdleRoom(maxIdleBytes, builder.budget);
        stepBytes = (int) Math.min(ROOM_STEP_BYTES, maxIdleBytes / LEAST_STEPS);
    }

    /**
     * Begins a pool of arrays.
     *
     * @return a builder
     */
    public static BufferPoolBuilder<byte[]> arrays() {
        return new BufferPoolBuilder<>(new ArrayKind());
    }

    /**
     * Begins a pool of byte buffers in the heap.
     *
     * @return a builder
     */
    public static BufferPoolBuilder<ByteBuffer> heapBuffers() {
        return new BufferPoolBuilder<>(new ByteBufferKind(false));
    }

    /**
     * Begins a pool of direct byte buffers.
     *
     * @return a builder
     */
    public static BufferPoolBuilder<ByteBuffer> directBuffers() {
        return new BufferPoolBuilder<>(new ByteBufferKind(true));
    }

    /**
     * A buffer of at least so many bytes. A byte buffer is cleared and big-endian; its content is that of its last use,
     * unless the pool is {@link BufferPoolBuilder#zeroed}.
     *
     * @param bytes 0 or more
     * @return a buffer that belongs to the caller
     * @throws IllegalArgumentException if {@code bytes} is below 0
     * @throws OutOfMemoryError if there is none, and no memory for a new one
     */
    public B take(int bytes) {
        if (bytes < 0) {
            throw new IllegalArgumentException("a buffer has 0 bytes or more, but " + bytes + " were asked for");
        }
        int size = sizes.of(bytes);
        if (size >= sizes.count()) {
            return watched(allocate(bytes));
        }
        for (B buffer = idle(size); buffer != null; buffer = idle(size)) {
            if (watch == null || watch.taken(buffer)) {
                return buffer;
            }
        }
        return watched(allocate(sizes.bytes(size)));
    }

    private B watched(B fresh) {
        if (watch != null) {
            watch.taken(fresh);
        }
        return fresh;
    }

    private @Nullable B idle(int size) {
        int first = size << shelvesLog;
        int last = (1 << shelvesLog) - 1;
        int own = ownShelf();
        for (int i = 0; i <= last; i++) {
            Shelf<B> shelf = shelves.get(first + ((own + i) & last));
            if (shelf != null && !shelf.looksEmpty() && shelf.tryHold()) {
                B buffer = shelf.pop();
                shelf.letGo();
                if (buffer != null) {
                    return buffer;
                }
            }
        }
        return null;
    }

    private int ownShelf() {
        return ((int) Thread.currentThread().getId() * THREAD_STEP) >>> (Integer.SIZE - shelvesLog);
    }

    private B allocate(int bytes) {
        made.increment();
        try {
            return kind.allocate(bytes);
        } catch (OutOfMemoryError e) {
            if (trimTo(0) == 0) {
                throw e;
            }
            return kind.allocate(bytes); // direct memory has been freed, and what was in the heap can be collected
        }
    }

    /**
     * Gives a buffer back. One that the pool has no room for, and one that is not of a size that it makes, is dropped.
     *
     * @param buffer taken from this pool, and used by nobody any more
     * @throws IllegalStateException only with {@link BufferPoolBuilder#debug}: if it was given back before, or is not of this pool
     */
    public void give(B buffer) {
        if (watch != null) {
            watch.given(buffer);
        } else if (zeroed) {
            kind.fill(buffer, (byte) 0);
        }
        kind.reset(buffer);
        int bytes = kind.capacity(buffer);
        int size = sizes.of(bytes);
        if (closed || size >= sizes.count() || sizes.bytes(size) != bytes || !keep(size, buffer)) {
            dropped.increment();
            drop(buffer);
        } else if (closed) {
            trimTo(0); // it may have come to its shelf after that was emptied
        }
    }

    private boolean keep(int size, B buffer) {
        return shelve(size, buffer)
                || (room.reserved() - idleBytes() >= sizes.bytes(size) && releaseUnused() && shelve(size, buffer));
    }

    /**
     * Gives back the room of buffers that were taken off their shelf, and came back to another one or not at all: without that, a pool
     * at its limit would lose all that one thread has brought and others use.
     */
    private boolean releaseUnused() {
        boolean released = false;
        for (int i = 0; i < shelves.length(); i++) {
            Shelf<B> shelf = shelves.get(i);
            if (shelf != null && shelf.tryHold()) {
                released |= shelf.releaseUnused(room);
                shelf.letGo();
            }
        }
        return released;
    }

    private boolean shelve(int size, B buffer) {
        int first = size << shelvesLog;
        int last = (1 << shelvesLog) - 1;
        int own = ownShelf();
        for (int i = 0; i <= last; i++) {
            Shelf<B> shelf = shelf(first + ((own + i) & last), size);
            if (shelf != null && shelf.tryHold()) {
                boolean kept;
                try {
                    kept = shelf.push(buffer, room, stepBytes);
                } finally {
                    shelf.letGo();
                }
                return kept;
            }
        }
        return false; // all are held: rare, and cheaper than to wait
    }

    private @Nullable Shelf<B> shelf(int index, int size) {
        Shelf<B> shelf = shelves.get(index);
        if (shelf == null) {
            try {
                shelves.compareAndSet(index, null, new Shelf<>(sizes.bytes(size)));
            } catch (OutOfMemoryError e) {
                return null;
            }
            shelf = shelves.get(index);
        }
        return shelf;
    }

    private void drop(B buffer) {
        if (watch == null) {
            kind.free(buffer);
        } else {
            watch.dropped(buffer); // who still writes into it should be found, not end the JVM
        }
    }

    /**
     * Drops idle buffers until they have no more than so many bytes: first those that nobody has needed since the last time,
     * then those that were given back first, from each size as much of what is left as from the others.
     *
     * @param mostBytes 0 or more
     * @return bytes that were dropped
     */
    private synchronized long trimTo(long mostBytes) {
        long before = idleBytes();
        long over = Math.max(0, before - mostBytes);
        long freed = 0;
        for (int i = 0; i < shelves.length(); i++) {
            freed += takeFrom(shelves.get(i), 0, over - freed);
        }
        double share = freed < over ? (over - freed) / (double) (before - freed) : 0;
        if (mostBytes == 0) {
            share = 1; // also of what came after the bytes were counted
        }
        for (int i = 0; i < shelves.length() && share > 0; i++) {
            freed += takeFrom(shelves.get(i), share, Long.MAX_VALUE);
        }
        reclaimedBytes.addAndGet(freed);
        return freed;
    }

    /** Takes a share of what is on a shelf, or, if that is 0, what nobody needed since this was done last. */
    private long takeFrom(@Nullable Shelf<B> shelf, double share, long mostBytes) {
        if (shelf == null || !hold(shelf)) {
            return 0;
        }
        List<B> taken = new ArrayList<>();
        long bytes;
        try {
            int number = share > 0 ? (int) Math.ceil(share * shelf.count()) : shelf.unneeded();
            bytes = shelf.takeOldest(number, mostBytes, taken, room);
        } finally {
            shelf.letGo();
        }
        taken.forEach(this::drop);
        return bytes;
    }

    private boolean hold(Shelf<B> shelf) {
        for (int i = 0; i < PATIENCE; i++) {
            if (shelf.tryHold()) {
                return true;
            }
            Thread.onSpinWait();
        }
        return false;
    }

    /** Allocates nothing: it is also asked when there is no memory. */
    private long idleBytes() {
        long bytes = 0;
        for (int i = 0; i < shelves.length(); i++) {
            Shelf<B> shelf = shelves.get(i);
            bytes += shelf == null ? 0 : shelf.idleBytes();
        }
        return bytes;
    }

    @Override
    public long reclaim(Demand demand) {
        recover(demand); // the limit is the same on both ways
        return trimTo(room.limit());
    }

    @Override
    public void recover(Demand demand) {
        room.limit((long) (shares.of(demand) * maxIdleBytes));
    }

    /**
     * What the pool has and has done.
     *
     * @return the numbers of this moment
     */
    public BufferPoolStatistics statistics() {
        long idle = 0;
        long reused = 0;
        for (int i = 0; i < shelves.length(); i++) {
            Shelf<B> shelf = shelves.get(i);
            if (shelf != null) {
                idle += shelf.count();
                reused += shelf.hits();
            }
        }
        return new BufferPoolStatistics(
                idleBytes(),
                idle,
                room.limit(),
                reused,
                made.sum(),
                dropped.sum(),
                reclaimedBytes.get(),
                watch == null ? 0 : watch.misused(),
                watch == null ? 0 : watch.lost());
    }

    /** Drops what is idle, and what is given back from now on. Taking goes on to work. */
    @Override
    public void close() {
        closed = true;
        room.limit(0);
        trimTo(0);
    }
}
