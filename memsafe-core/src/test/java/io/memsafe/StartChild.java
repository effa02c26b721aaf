package io.memsafe;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import jdk.jfr.FlightRecorder;

/** A program for child JVMs that starts a governor, and prints how long that took and whether it started the recorder. */
final class StartChild {
    private StartChild() {}

    public static void main(String[] args) {
        long start = System.nanoTime();
        try (MemoryGovernor governor = MemoryGovernor.start()) {
            System.out.println("micros=" + (System.nanoTime() - start) / 1_000);
            System.out.println("level=" + governor.level());
            Duration first = governor.assessment().uptime();
            while (governor.assessment().uptime().equals(first)) {
                LockSupport.parkNanos(1_000_000);
            }
            boolean there = ModuleLayer.boot().findModule("jdk.jfr").isPresent();
            System.out.println("recorder=" + (there ? (FlightRecorder.isInitialized() ? "on" : "off") : "absent"));
        }
    }
}
