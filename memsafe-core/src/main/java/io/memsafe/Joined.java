package io.memsafe;

import java.util.concurrent.locks.LockSupport;

/** How the governor's threads are ended: each is woken, and waited for a little while. */
final class Joined {
    private static final long JOIN_MILLIS = 2_000;

    private Joined() {}

    /** Wakes a thread that has been told to end, and waits for it, unless it is the calling one. */
    static void end(Thread thread) {
        LockSupport.unpark(thread);
        if (Thread.currentThread() != thread) {
            try {
                thread.join(JOIN_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
