package io.memsafe.doctor.watch;

import io.memsafe.MemoryGovernor;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;

/**
 * A JVM to watch: {@code garbage} keeps two fifths of its heap and makes some 300 MB of garbage a second, which a collector
 * can bear whose processors are busy otherwise; {@code leak} keeps more and more until it may hold no more, lets all go,
 * and stays there. With a second argument a governor writes its history there.
 */
public final class LoadChild {
    private static final int BLOCK = 64 << 10;
    private static final int GARBAGE_BLOCK = 16 << 10;
    private static final double LIVE_SHARE = 0.40;
    private static final double LEAK_FROM_SHARE = 0.60;
    private static final long LONG_NANOS = 600_000_000_000L;
    private static final int GARBAGE_PER_BLOCK = 24;
    private static final long PAUSE_NANOS = 10_000_000L;
    private static final long SHORT_PAUSE_NANOS = 1_000_000L;

    private LoadChild() {}

    public static void main(String[] arguments) {
        MemoryGovernor governor = arguments.length > 1
                ? MemoryGovernor.builder().history(Path.of(arguments[1])).start()
                : null;
        List<byte[]> kept = new ArrayList<>();
        boolean leaks = arguments[0].equals("leak");
        long share = (long)
                ((leaks ? LEAK_FROM_SHARE : LIVE_SHARE) * Runtime.getRuntime().maxMemory());
        for (long live = 0; live < share; live += BLOCK) {
            kept.add(new byte[BLOCK]);
        }
        System.out.println("ready");
        try {
            while (true) {
                for (int i = 0; i < GARBAGE_PER_BLOCK; i++) {
                    use(new byte[GARBAGE_BLOCK]);
                }
                if (leaks) {
                    kept.add(new byte[BLOCK]);
                }
                LockSupport.parkNanos(leaks ? PAUSE_NANOS : SHORT_PAUSE_NANOS);
            }
        } catch (OutOfMemoryError e) {
            kept.clear(); // takes no memory
        }
        System.out.println("full");
        if (governor != null) {
            governor.close();
            System.out.println("closed");
        }
        long end = System.nanoTime() + LONG_NANOS;
        while (System.nanoTime() < end) {
            LockSupport.parkNanos(end - System.nanoTime());
        }
    }

    private static void use(byte[] block) {
        block[ThreadLocalRandom.current().nextInt(block.length)] = 1;
    }
}
