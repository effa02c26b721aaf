package io.memsafe.mapped;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.locks.LockSupport;

/**
 * Keeps a table mapped while somebody reads it. A read through memory that is no longer mapped would end the JVM, so who unmaps has
 * to know that nobody reads and that nobody begins to.
 *
 * <p>A reader takes a place, which carries its thread, by one compare-and-set, and then looks whether the table is closed. Who
 * closes says so first, and then waits for each place to be free. In the one order that all volatile accesses have, one of the two comes
 * first (Dekker's argument): either the reader sees that it is too late, or who closes sees the reader. Threads have places of their own
 * as far as these go, a cache line or two apart; when all are taken, there are made as many more. So a read in a read has one too.
 *
 * <p>Thread-safety: safe.
 */
final class ReadGuard {
    private static final int LEAST_PLACES = 8;
    private static final int THREAD_STEP = 0x9E3779B9; // spreads neighbouring numbers of threads
    private static final int SPINS = 1_000;
    private static final long WAIT_NANOS = 50_000;

    private final String name;
    private volatile ReadPlace[] places;
    private volatile boolean closed;

    /** A guard of something with a name, which is open. */
    ReadGuard(String name) {
        this.name = name;
        int wanted = Math.max(LEAST_PLACES, 2 * Runtime.getRuntime().availableProcessors());
        this.places = more(new ReadPlace[0], Integer.highestOneBit(2 * wanted - 1));
    }

    private static ReadPlace[] more(ReadPlace[] before, int count) {
        AtomicLongArray takers = new AtomicLongArray((count - before.length) * ReadPlace.STRIDE);
        ReadPlace[] all = Arrays.copyOf(before, count);
        for (int i = before.length; i < count; i++) {
            all[i] = new ReadPlace(takers, (i - before.length) * ReadPlace.STRIDE);
        }
        return all;
    }

    /**
     * Begins a read, which is over when its place is left.
     *
     * @throws IllegalStateException if it is closed
     */
    ReadPlace enter() {
        long thread = Thread.currentThread().getId();
        ReadPlace[] all = places;
        int last = all.length - 1;
        int own = ((int) thread * THREAD_STEP) >>> Integer.numberOfLeadingZeros(last);
        for (int i = 0; i <= last; i++) {
            ReadPlace place = all[(own + i) & last];
            if (place.tryTake(thread)) {
                if (closed) {
                    place.leave();
                    throw closed();
                }
                return place;
            }
        }
        return grow(thread);
    }

    private synchronized ReadPlace grow(long thread) {
        if (closed) {
            throw closed();
        }
        ReadPlace[] before = places;
        ReadPlace[] all = more(before, 2 * before.length);
        ReadPlace place = all[before.length];
        place.tryTake(thread);
        places = all;
        return place;
    }

    private IllegalStateException closed() {
        return new IllegalStateException(name + " was closed; open it again to read it");
    }

    /** Whether the calling thread is in a read. */
    boolean isReading() {
        long thread = Thread.currentThread().getId();
        for (ReadPlace place : places) {
            if (place.isTakenBy(thread)) {
                return true;
            }
        }
        return false;
    }

    /** Refuses new reads, and waits for those under way. */
    void close() {
        closed = true;
        ReadPlace[] all;
        synchronized (this) {
            all = places; // none is added from here on
        }
        boolean interrupted = false;
        for (ReadPlace place : all) {
            for (int i = 0; place.isTaken(); i++) {
                if (i < SPINS) {
                    Thread.onSpinWait();
                } else {
                    LockSupport.parkNanos(this, WAIT_NANOS);
                    interrupted |= Thread.interrupted();
                }
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
