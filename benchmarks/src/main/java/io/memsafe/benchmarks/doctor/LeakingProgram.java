package io.memsafe.benchmarks.doctor;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Leaks so that 92 % of the heap are live after a given time, beside a base, a cache that comes and goes, and garbage; prints what is live
 * after collections.
 */
final class LeakingProgram {
    private static final int CHUNK = 8 << 10;
    private static final int GARBAGE = 1 << 20;
    private static final double END = 0.92;
    private static final double PERIOD_SECONDS = 7;
    private static final int STEP_MILLIS = 100;

    private LeakingProgram() {}

    public static void main(String[] arguments) throws InterruptedException {
        double seconds = Double.parseDouble(arguments[0]);
        Random random = new Random(Long.parseLong(arguments[1]));
        long max = Runtime.getRuntime().maxMemory();
        double base = (0.1 + 0.2 * random.nextDouble()) * max;
        double cacheMost = 0.04 * max;
        List<byte[]> leak = new ArrayList<>();
        List<byte[]> cache = new ArrayList<>();
        long garbage = 0;
        fill(leak, base);
        System.gc();
        long start = System.nanoTime();
        while (true) {
            double elapsed = (System.nanoTime() - start) / 1e9;
            fill(leak, base + (END * max - base) * elapsed / seconds);
            double wave = 0.5 + 0.5 * Math.sin(2 * Math.PI * elapsed / PERIOD_SECONDS);
            fill(cache, cacheMost * wave * random.nextDouble());
            for (int i = 0; i < 4; i++) {
                garbage += new byte[GARBAGE / 4].length;
            }
            System.gc();
            long live = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
            System.out.println("live " + (System.nanoTime() - start) / 1_000_000 + " " + live + " " + max);
            if (live >= END * 0.99 * max || garbage < 0) {
                return;
            }
            Thread.sleep(STEP_MILLIS);
        }
    }

    private static void fill(List<byte[]> chunks, double bytes) {
        while ((double) chunks.size() * CHUNK > bytes && !chunks.isEmpty()) {
            chunks.remove(chunks.size() - 1);
        }
        while ((double) (chunks.size() + 1) * CHUNK < bytes) {
            chunks.add(new byte[CHUNK]);
        }
    }
}
