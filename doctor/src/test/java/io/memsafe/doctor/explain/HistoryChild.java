package io.memsafe.doctor.explain;

import io.memsafe.MemoryGovernor;
import io.memsafe.PressureLevel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/** A program that keeps a history, fills its heap, and is gone. */
final class HistoryChild {
    private static final int BLOCK = 256 << 10;
    private static final long PAUSE = Duration.ofMillis(20).toNanos();

    private HistoryChild() {}

    public static void main(String[] args) {
        boolean fill = args[1].equals("fill");
        List<byte[]> held = new ArrayList<>();
        try (MemoryGovernor governor =
                MemoryGovernor.builder().history(Path.of(args[0])).start()) {
            long end = System.nanoTime() + Duration.ofSeconds(fill ? 30 : 2).toNanos();
            long since = 0;
            while (System.nanoTime() < end) {
                boolean critical = governor.level().atLeast(PressureLevel.CRITICAL);
                if (fill && !critical) {
                    hold(held);
                }
                since = critical ? since + 1 : 0;
                if (since * PAUSE > Duration.ofSeconds(2).toNanos()) {
                    System.out.println("critical");
                    Runtime.getRuntime().halt(9);
                }
                LockSupport.parkNanos(PAUSE);
            }
        }
        System.out.println("calm " + held.size());
    }

    /** A governor that gets no time on a busy machine may see it late. */
    private static void hold(List<byte[]> held) {
        try {
            held.add(new byte[BLOCK]);
        } catch (OutOfMemoryError e) {
            held.subList(held.size() - 4, held.size()).clear();
        }
    }
}
