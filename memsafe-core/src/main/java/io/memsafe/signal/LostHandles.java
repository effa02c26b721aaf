package io.memsafe.signal;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Open files that nobody can close. The JDK opens a file first, and then takes the memory for what closes it: an
 * OutOfMemoryError between the two loses the handle for good. One in the midst of a close leaves it open until a
 * collection finds it. So files are opened once and kept, and it is counted how often a handle may have been lost.
 *
 * <p>Thread-safety: safe.
 */
final class LostHandles {
    private static final AtomicLong COUNT = new AtomicLong();

    private LostHandles() {}

    /** An OutOfMemoryError has come out of the opening or the closing of a file. Takes no memory. */
    static void mayBeOneMore() {
        COUNT.incrementAndGet();
    }

    /** How many there are at the most. */
    static long atMost() {
        return COUNT.get();
    }
}
