package io.memsafe.mapped;

import java.util.concurrent.atomic.AtomicLongArray;
import java.util.zip.CRC32C;

/**
 * A place for one read at a time, and what that needs: it is used again, so a read makes no garbage.
 *
 * <p>Thread-safety: whoever has taken it has it alone.
 */
final class ReadPlace {
    /** Longs from one place to the next: two lines of a cache, which are fetched together. */
    static final int STRIDE = 16;

    private static final long FREE = 0;
    private static final long TAKEN = Long.MIN_VALUE; // a subclass of Thread may say that its number is 0

    final Scratch key = new Scratch();
    final Scratch value = new Scratch();
    final CRC32C crc = new CRC32C();

    private final AtomicLongArray takers;
    private final int index;

    ReadPlace(AtomicLongArray takers, int index) {
        this.takers = takers;
        this.index = index;
    }

    boolean tryTake(long thread) {
        return takers.get(index) == FREE && takers.compareAndSet(index, FREE, thread | TAKEN);
    }

    boolean isTaken() {
        return takers.get(index) != FREE;
    }

    boolean isTakenBy(long thread) {
        return takers.get(index) == (thread | TAKEN);
    }

    void leave() {
        key.clear();
        value.clear();
        takers.setRelease(index, FREE);
    }
}
