package io.memsafe;

import io.memsafe.admission.MemoryBudget;
import io.memsafe.admission.MemoryPermit;
import io.memsafe.admission.Refusal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/** Programs for child JVMs that ask a budget, or do not; each prints {@code name=value} lines about what came of it. */
final class BudgetChild {
    private static final int BLOCK_BYTES = 16 << 10;
    private static final long UNIT_BYTES = 24 << 20;
    private static final int WORKERS = 8;
    private static final int UNITS = 2;
    private static final long HOLD_NANOS = 150_000_000;

    private static volatile byte[] sink = new byte[0];

    private BudgetChild() {}

    public static void main(String[] args) throws InterruptedException {
        try (MemoryGovernor governor =
                MemoryGovernor.builder().interval(Duration.ofMillis(20)).start()) {
            switch (args[0]) {
                case "governed" -> {
                    workers(governor.budget());
                    jump(governor);
                }
                case "control" -> control();
                default -> throw new IllegalArgumentException(args[0]);
            }
        }
    }

    private static List<byte[]> hold(long bytes) {
        List<byte[]> held = new ArrayList<>();
        for (long sum = 0; sum < bytes; sum += BLOCK_BYTES) {
            held.add(new byte[BLOCK_BYTES]);
        }
        return held;
    }

    /** Eight workers whose units fill the heap one and a half times over. */
    private static void workers(MemoryBudget budget) throws InterruptedException {
        AtomicInteger units = new AtomicInteger();
        AtomicInteger errors = new AtomicInteger();
        AtomicInteger refusals = new AtomicInteger();
        CountDownLatch ends = new CountDownLatch(WORKERS);
        for (int i = 0; i < WORKERS; i++) {
            new Thread(() -> {
                        try {
                            for (int unit = 0; unit < UNITS; unit++) {
                                unit(budget, units, refusals);
                            }
                        } catch (OutOfMemoryError e) {
                            errors.incrementAndGet();
                        } finally {
                            ends.countDown();
                        }
                    })
                    .start();
        }
        ends.await();
        System.out.println("units=" + units);
        System.out.println("errors=" + errors);
        System.out.println("refusals=" + refusals);
        System.out.println("reserved=" + budget.reservedBytes());
    }

    /** The same bytes without a budget, each worker holding on until all hold theirs or have failed. */
    private static void control() throws InterruptedException {
        AtomicInteger errors = new AtomicInteger();
        CountDownLatch tried = new CountDownLatch(WORKERS);
        CountDownLatch ends = new CountDownLatch(WORKERS);
        for (int i = 0; i < WORKERS; i++) {
            new Thread(() -> {
                        List<byte[]> held = new ArrayList<>();
                        try {
                            held.addAll(hold(UNIT_BYTES));
                        } catch (OutOfMemoryError e) {
                            errors.incrementAndGet();
                        }
                        tried.countDown();
                        while (tried.getCount() > 0) {
                            LockSupport.parkNanos(held.size() + 1L);
                        }
                        ends.countDown();
                    })
                    .start();
        }
        ends.await();
        System.out.println("errors=" + errors);
    }

    private static void unit(MemoryBudget budget, AtomicInteger units, AtomicInteger refusals) {
        try {
            if (budget.acquire(UNIT_BYTES, Duration.ofMinutes(1)) instanceof MemoryPermit permit) {
                try (permit) {
                    List<byte[]> held = hold(UNIT_BYTES);
                    LockSupport.parkNanos(HOLD_NANOS);
                    units.addAndGet(held.isEmpty() ? 0 : 1);
                }
            } else {
                refusals.incrementAndGet();
            }
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** Fills 80 % of the heap, lets garbage pass by until that has been seen, and asks for 17 % more. */
    private static void jump(MemoryGovernor governor) {
        long max = Runtime.getRuntime().maxMemory();
        List<byte[]> held = hold((long) (0.8 * max));
        Duration start = governor.assessment().uptime();
        while (governor.assessment().uptime().minus(start).toMillis() < 300) {
            sink = new byte[BLOCK_BYTES];
        }
        System.out.println("limit=" + governor.budget().limitBytes());
        System.out.println("assessment=" + governor.assessment().heap());
        if (governor.budget().tryAcquire((long) (0.17 * max)) instanceof Refusal refusal) {
            System.out.println("refused=" + refusal.reason());
        } else {
            held.addAll(hold((long) (0.17 * max)));
            System.out.println("refused=no");
        }
        System.out.println("held=" + held.size());
    }
}
