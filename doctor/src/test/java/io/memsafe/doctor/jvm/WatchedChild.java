package io.memsafe.doctor.jvm;

import java.util.concurrent.locks.LockSupport;

/** A JVM to look at: says that it is up, and then does nothing. */
public final class WatchedChild {
    private static final long LONG_NANOS = 600_000_000_000L;

    private WatchedChild() {}

    public static void main(String[] arguments) {
        System.out.println("ready");
        long end = System.nanoTime() + LONG_NANOS;
        while (System.nanoTime() < end) {
            LockSupport.parkNanos(end - System.nanoTime());
        }
    }
}
