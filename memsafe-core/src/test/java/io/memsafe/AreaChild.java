package io.memsafe;

import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;

/**
 * A program for child JVMs that fills something other than the heap. With a governor it stops at {@code CRITICAL} and
 * prints the change; without one it goes on to its end.
 */
final class AreaChild {
    private static final int MB = 1 << 20;
    private static final int MOST_ROUNDS = 100_000;

    private AreaChild() {}

    /** Takes the area to fill, {@code governed} or {@code alone}, and the door of a control group, if any. */
    public static void main(String[] args) throws InterruptedException {
        if (args.length > 2) {
            RealControlGroup.enter(args[2]);
        }
        Runnable round = round(args[0]);
        if (args[1].equals("alone")) {
            for (int i = 0; i < MOST_ROUNDS; i++) {
                round.run();
                LockSupport.parkNanos(10_000_000);
            }
            return;
        }
        try (MemoryGovernor governor = MemoryGovernor.start()) {
            CountDownLatch told = new CountDownLatch(1);
            governor.onLevelChange("prints", change -> {
                System.out.println(change);
                if (change.to().atLeast(PressureLevel.CRITICAL)) {
                    told.countDown();
                }
            });
            for (int i = 0; i < MOST_ROUNDS && !governor.level().atLeast(PressureLevel.CRITICAL); i++) {
                round.run();
                LockSupport.parkNanos(10_000_000);
            }
            System.out.println("stopped at " + governor.level());
            told.await(); // it is told on another thread, and not any more once the governor is closed
        }
        System.exit(0);
    }

    private static Runnable round(String area) {
        List<Object> held = new ArrayList<>();
        return switch (area) {
            case "metaspace" ->
                () -> {
                    for (int i = 0; i < 20; i++) {
                        held.add(Proxy.newProxyInstance(
                                new ClassLoader(AreaChild.class.getClassLoader()) {},
                                new Class<?>[] {Runnable.class},
                                (proxy, method, arguments) -> null));
                    }
                };
            case "direct-buffers" -> () -> held.add(ByteBuffer.allocateDirect(MB / 4));
            case "container" -> () -> held.add(ByteBuffer.allocateDirect(MB));
            case "threads" ->
                () -> {
                    CountDownLatch never = new CountDownLatch(1);
                    Thread thread = new Thread(() -> {
                        try {
                            never.await();
                        } catch (InterruptedException e) {
                            Thread.currentThread().interrupt();
                        }
                    });
                    thread.setDaemon(true);
                    thread.start();
                };
            default -> throw new IllegalArgumentException(area);
        };
    }
}
