package io.memsafe;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;

/** Programs for child JVMs: each prints {@code name=value} lines about what the governor saw. */
final class GovernorChild {
    private static final int BLOCK_BYTES = 16 << 10;
    private static final long STEP_NANOS = 1_000_000;

    private static byte[] sink = new byte[0];

    private GovernorChild() {}

    public static void main(String[] args) {
        try (MemoryGovernor governor =
                MemoryGovernor.builder().interval(Duration.ofMillis(20)).start()) {
            switch (args[0]) {
                case "churn" -> churn(governor);
                case "leak" -> leak(governor);
                case "quiet" -> quiet(governor);
                default -> throw new IllegalArgumentException(args[0]);
            }
        }
    }

    private static void hold(List<byte[]> held, double share) {
        long bytes = (long) (share * Runtime.getRuntime().maxMemory());
        for (long sum = 0; sum < bytes; sum += BLOCK_BYTES) {
            held.add(new byte[BLOCK_BYTES]);
        }
    }

    private static void garbage(int bytes) {
        for (int i = 0; i < bytes; i += BLOCK_BYTES) {
            sink = new byte[BLOCK_BYTES];
        }
    }

    /** A third of the heap is live, two gigabytes of garbage pass by. */
    private static void churn(MemoryGovernor governor) {
        List<byte[]> held = new ArrayList<>();
        hold(held, 0.3);
        long raised = 0;
        long rounds = 2_000;
        for (int i = 0; i < rounds; i++) {
            garbage(1 << 20);
            raised += governor.level() == PressureLevel.NORMAL ? 0 : 1;
        }
        HeapAssessment last = governor.assessment().heap();
        System.out.println("raised=" + raised);
        System.out.println("rounds=" + rounds);
        System.out.println("verified=" + last.verified());
        System.out.println("pressure=" + last.pressureRatio());
        System.out.println("held=" + held.size());
    }

    /** Fills the heap until the level says so, lets all go, and does nothing any more. */
    private static void quiet(MemoryGovernor governor) {
        List<byte[]> held = new ArrayList<>(20_000);
        while (!governor.level().atLeast(PressureLevel.CRITICAL)) {
            try {
                held.add(new byte[BLOCK_BYTES]);
                garbage(64 << 10);
            } catch (OutOfMemoryError e) {
                for (int i = held.size() / 50; i > 0; i--) {
                    held.remove(held.size() - 1);
                }
            }
            LockSupport.parkNanos(STEP_NANOS / 10);
        }
        System.out.println("raised=" + governor.level());
        held.clear();
        int waited = 0;
        while (governor.level() != PressureLevel.NORMAL && waited < 30_000) {
            LockSupport.parkNanos(STEP_NANOS);
            waited++;
        }
        System.out.println("end=" + governor.level());
        System.out.println("held=" + held.size());
    }

    /** Garbage with a leak beside it until the error; then the leak is let go, and garbage goes on. */
    private static void leak(MemoryGovernor governor) {
        Set<PressureLevel> told = ConcurrentHashMap.newKeySet();
        governor.onLevelChange("throws", change -> {
            throw new IllegalStateException("a listener that throws");
        });
        governor.onLevelChange("collects", change -> told.add(change.to()));
        List<byte[]> held = new ArrayList<>(20_000);
        hold(held, 0.5); // where nothing is to be seen yet
        Set<PressureLevel> before = EnumSet.noneOf(PressureLevel.class);
        boolean failed = false;
        while (!failed) {
            try {
                held.add(new byte[BLOCK_BYTES]); // an eighth of the heap a second
                garbage(128 << 10);
            } catch (OutOfMemoryError e) {
                failed = true;
            }
            before.add(governor.level());
            LockSupport.parkNanos(STEP_NANOS);
        }
        held.clear();
        int rounds = 0;
        while ((governor.level() != PressureLevel.NORMAL || !told.contains(PressureLevel.NORMAL)) && rounds < 20_000) {
            garbage(128 << 10);
            LockSupport.parkNanos(STEP_NANOS);
            rounds++;
        }
        System.out.println("before=" + before);
        System.out.println("told=" + told);
        System.out.println("end=" + governor.level());
    }
}
