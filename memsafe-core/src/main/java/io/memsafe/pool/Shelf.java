package io.memsafe.pool;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/**
 * Idle buffers of one size, the one given back last on top. A pool has several for each size, so that threads seldom meet.
 *
 * <p>Whoever works on it holds it for some nanoseconds. Nobody waits for that: who finds it held goes to the next one.
 *
 * <p>Thread-safety: all but {@link #tryHold()} and {@link #looksEmpty()} only between {@code tryHold()} and {@link #letGo()}.
 */
final class Shelf<B> {
    private static final int FIRST_PLACES = 8;
    private static final VarHandle HELD;

    static {
        try {
            HELD = MethodHandles.lookup().findVarHandle(Shelf.class, "held", boolean.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final int bytes;
    private @Nullable Object[] idle = {};
    private int count;
    private int fewest;
    private long hits;
    private long reservedBytes;
    private volatile boolean held;

    Shelf(int bytes) {
        this.bytes = bytes;
    }

    boolean tryHold() {
        return !held && HELD.compareAndSet(this, false, true);
    }

    void letGo() {
        HELD.setRelease(this, false);
    }

    /** A glance, without holding it. */
    boolean looksEmpty() {
        return count == 0;
    }

    int count() {
        return count;
    }

    long idleBytes() {
        return (long) count * bytes;
    }

    /** How often a buffer was found here. */
    long hits() {
        return hits;
    }

    @Nullable
    @SuppressWarnings("unchecked") // only buffers are put into it
    B pop() {
        if (count == 0) {
            return null;
        }
        B top = (B) idle[--count];
        idle[count] = null;
        if (count < fewest) {
            fewest = count;
        }
        hits++;
        return top;
    }

    /** Puts a buffer on top; {@code false} if there is no room for it, be it in the pool or in the heap. */
    boolean push(B buffer, IdleRoom room, int stepBytes) {
        long needed = idleBytes() + bytes;
        if (needed > reservedBytes) {
            long step = Math.max(bytes, stepBytes);
            if (!room.reserve(step)) {
                step = bytes;
                if (step >= stepBytes || !room.reserve(step)) {
                    return false;
                }
            }
            reservedBytes += step;
        }
        if (count == idle.length) {
            try {
                idle = Arrays.copyOf(idle, Math.max(FIRST_PLACES, count + (count >> 1)));
            } catch (OutOfMemoryError e) {
                return false;
            }
        }
        idle[count++] = buffer;
        return true;
    }

    /** How many were never needed since this was asked for last. */
    int unneeded() {
        int unneeded = fewest;
        fewest = count;
        return unneeded;
    }

    /**
     * Takes out those that were given back first, and gives back the room that is free then.
     *
     * @return bytes that were taken, at most one buffer more than {@code mostBytes}
     */
    @SuppressWarnings("unchecked") // only buffers are put into it
    long takeOldest(int wanted, long mostBytes, Collection<? super B> into, IdleRoom room) {
        int number = mostBytes <= 0 ? 0 : (int) Math.min(wanted, (mostBytes - 1) / bytes + 1);
        for (int i = 0; i < number; i++) {
            into.add((B) idle[i]);
        }
        System.arraycopy(idle, number, idle, 0, count - number);
        Arrays.fill(idle, count - number, count, null);
        count -= number;
        fewest = Math.min(fewest, count);
        releaseUnused(room);
        return (long) number * bytes;
    }

    /** Gives back the room for what is not here; {@code false} if there is none. */
    boolean releaseUnused(IdleRoom room) {
        long unused = reservedBytes - idleBytes();
        if (unused == 0) {
            return false;
        }
        room.release(unused);
        reservedBytes -= unused;
        return true;
    }
}
