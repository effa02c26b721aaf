package io.memsafe;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Policy;
import io.memsafe.response.CaffeineReclaimer;
import io.memsafe.response.Phase;
import io.memsafe.response.Shares;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;

/**
 * A cache that may fill 55 % of the heap, and a job that needs 47 % for a while: one of them has to give way.
 *
 * <p>Arguments: {@code governed} or not. Prints {@code name=value} lines; ends with code 3 at an OutOfMemoryError.
 */
final class ReclaimChild {
    private static final int BLOCK_BYTES = 8 << 10;
    private static final double CACHE_SHARE = 0.55;
    private static final double JOB_SHARE = 0.47;
    private static final int OUT_OF_MEMORY = 3;
    private static final int JOB_ROUNDS = 3_000;
    private static final int MOST_ROUNDS = 30_000;
    private static final int PUTS = 16;

    private final Random random = new Random(1);
    private final long heap = Runtime.getRuntime().maxMemory();
    private final long maximum = (long) (CACHE_SHARE * heap);
    private final Cache<Integer, byte[]> cache = Caffeine.newBuilder()
            .maximumWeight(maximum)
            .weigher((Integer key, byte[] value) -> value.length)
            .executor(Runnable::run)
            .build();
    private final Policy.Eviction<Integer, byte[]> eviction =
            cache.policy().eviction().orElseThrow();
    private long least = maximum;
    private long read;

    public static void main(String[] args) throws InterruptedException {
        try {
            if (args[0].equals("governed")) {
                try (MemoryGovernor governor = MemoryGovernor.builder()
                        .interval(Duration.ofMillis(20))
                        .recoveryStep(Duration.ofMillis(600))
                        .start()) {
                    new ReclaimChild().run(governor);
                }
            } else {
                new ReclaimChild().runTheJob();
            }
        } catch (OutOfMemoryError e) {
            Runtime.getRuntime().halt(OUT_OF_MEMORY);
        }
    }

    private void run(MemoryGovernor governor) throws InterruptedException {
        governor.reclaim("products", CaffeineReclaimer.of(cache, new Shares(0.5, 0.25, 0.1)));
        CountDownLatch told = new CountDownLatch(1);
        governor.onEpisode("prints", episode -> {
            System.out.println("episode=" + episode);
            told.countDown();
        });
        runTheJob();
        System.out.println("shrunk=" + (least < maximum));
        int rounds = 0;
        while ((governor.phase() != Phase.MONITOR || !grown()) && rounds < MOST_ROUNDS) {
            round();
            rounds++;
        }
        told.await(); // it is told on another thread, and not any more once the governor is closed
        System.out.println("read=" + read);
        System.out.println("phase=" + governor.phase());
        System.out.println("restored=" + (eviction.getMaximum() == maximum));
        System.out.println("size=" + (double) eviction.weightedSize().orElse(0) / maximum);
    }

    private boolean grown() {
        return eviction.weightedSize().orElse(0) > 0.95 * maximum;
    }

    private void runTheJob() {
        while (!grown()) {
            round();
        }
        long step = (long) (JOB_SHARE * heap) / JOB_ROUNDS;
        List<byte[]> held = new ArrayList<>(JOB_ROUNDS);
        for (int i = 0; i < JOB_ROUNDS; i++) {
            held.add(new byte[(int) step]);
            round();
        }
        System.out.println("held=" + held.size());
    }

    /** A millisecond of a program that uses its cache: as many keys as fit twice. */
    private void round() {
        int keys = (int) (2 * maximum / BLOCK_BYTES);
        for (int i = 0; i < PUTS; i++) {
            read += cache.get(random.nextInt(keys), key -> new byte[BLOCK_BYTES]).length;
        }
        least = Math.min(least, eviction.getMaximum());
        LockSupport.parkNanos(1_000_000);
    }
}
