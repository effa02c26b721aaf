package io.memsafe.examples.ops;

import io.memsafe.MemoryGovernor;
import io.memsafe.PressureLevel;
import io.memsafe.examples.shop.ShopApplication;
import java.lang.management.ManagementFactory;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.LockSupport;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.test.context.TestComponent;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * The shop as Prometheus reads it. Beside its work it either makes garbage that fills the heap again and again, or, once {@code
 * /leak} is asked for, keeps more and more until its level rises, and asked for that again, until it dies.
 */
public final class ScrapedShop {
    private static final int BLOCK = 16 << 10;
    private static final int LARGE = 64 << 10;
    private static final long PAUSE_NANOS = 10_000_000;
    private static final int STEPS_A_SECOND = 100;
    private static final int BLOCKS_A_STEP = 4;
    private static final double FAST_UNTIL_RATIO = 0.80;
    private static final double CRITICAL_RATIO = 0.95;

    // Shares of the heap that leak each second: at first, then, and when little is left.
    private static final double FAST_RATIO = 0.16;
    private static final double SLOW_RATIO = 0.01;
    private static final double LAST_RATIO = 0.002;

    private ScrapedShop() {}

    /**
     * Runs until it is killed or dies.
     *
     * @param arguments {@code garbage} or {@code leak}
     */
    public static void main(String[] arguments) throws Exception {
        SpringApplication application = new SpringApplication(ShopApplication.class, Leak.class);
        application.setDefaultProperties(Map.of("server.port", "0"));
        ConfigurableApplicationContext shop = application.run();
        System.out.println("PORT " + shop.getEnvironment().getRequiredProperty("local.server.port"));
        if (arguments[0].equals("leak")) {
            Semaphore asked = shop.getBean(Leak.class).asked;
            asked.acquire();
            leak(shop.getBean(MemoryGovernor.class), asked);
        } else {
            makeGarbage();
        }
    }

    /** Where it is asked for. */
    @TestComponent
    @RestController
    static class Leak {
        final Semaphore asked = new Semaphore(0);

        @GetMapping("/leak")
        String leak() {
            asked.release();
            return "leaking";
        }
    }

    /** Blocks live long enough to grow old, and die then: the old generation is full of garbage before each collection of it. */
    private static void makeGarbage() {
        Deque<byte[]> young = new ArrayDeque<>();
        long most = Runtime.getRuntime().maxMemory() / 5 / LARGE;
        while (true) {
            for (int i = 0; i < 8; i++) {
                young.addLast(new byte[LARGE]);
                if (young.size() > most) {
                    young.removeFirst();
                }
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }

    /** Keeps more and more: until the level rises and it is asked again, and then to the end. */
    private static void leak(MemoryGovernor governor, Semaphore asked) throws InterruptedException {
        Hoard hoard = new Hoard(governor);
        while (governor.level() == PressureLevel.NORMAL) {
            hoard.step(hoard.fillingRatio() < FAST_UNTIL_RATIO ? FAST_RATIO : SLOW_RATIO);
        }
        while (!asked.tryAcquire()) {
            hoard.step(0);
        }
        while (true) {
            hoard.step(hoard.fillingRatio() < CRITICAL_RATIO ? SLOW_RATIO : LAST_RATIO);
        }
    }

    /** What is kept, and the work that goes on beside it, without which no collection would tell what lives. */
    private static final class Hoard {
        private final List<byte[]> kept = new ArrayList<>();
        private final MemoryGovernor governor;
        private final double otherBytes;
        private double owedBytes;

        Hoard(MemoryGovernor governor) {
            this.governor = governor;
            System.gc();
            otherBytes =
                    ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
        }

        double fillingRatio() {
            return (otherBytes + kept.size() * (double) BLOCK)
                    / governor.assessment().heap().capacityBytes();
        }

        void step(double ratioPerSecond) {
            owedBytes += Runtime.getRuntime().maxMemory() * ratioPerSecond / STEPS_A_SECOND;
            for (; owedBytes > 0; owedBytes -= BLOCK) {
                kept.add(new byte[BLOCK]);
            }
            List<byte[]> passing = new ArrayList<>();
            for (int i = 0; i < BLOCKS_A_STEP; i++) {
                passing.add(new byte[BLOCK]);
            }
            passing.clear();
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }
}
