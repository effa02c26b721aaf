package io.memsafe.signal;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Open files that nobody can close. The JDK opens a file first, and then takes the memory for what closes it: an
 * OutOfMemoryError between the two loses the handle for good. One in the midst of a close leaves it open until a
 * collection finds it. So files are opened once and kept, and it is counted how often a handle may have been lost.
 *
 * <p>Those who count hold the counter: in the midst of an OutOfMemoryError there is no memory to load this class.
 */
final class LostHandles {
    /** How many there are at the most. */
    static final AtomicLong AT_MOST = new AtomicLong();

    private LostHandles() {}
}
