package io.memsafe.benchmarks.doctor;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A program with one kind of load. Says {@code loaded PEAK} when its time is over, with the most bytes of heap it has seen in use, and
 * ends when its input ends.
 */
final class SizeLoad {
    private static final int MIB = 1 << 20;
    private static final int BLOCK = 16 << 10;
    private static final long TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(5);
    private static final int TICKS_A_SECOND = 200;
    private static final int STACK_FRAMES = 200;

    /** What it does. */
    enum Kind {
        /** A full cache, an entry of which is replaced now and then. */
        CACHE(120, 20, 0, 0),
        /** Little that lives, and much that does not. */
        GARBAGE(50, 150, 0, 0),
        /** Direct buffers that come and go. */
        DIRECT(40, 20, 96, 0),
        /** Many threads that wait deep in their stacks. */
        THREADS(40, 20, 0, 300);

        final int liveMebibytes;
        final int mebibytesASecond;
        final int directMebibytes;
        final int threads;

        Kind(int liveMebibytes, int mebibytesASecond, int directMebibytes, int threads) {
            this.liveMebibytes = liveMebibytes;
            this.mebibytesASecond = mebibytesASecond;
            this.directMebibytes = directMebibytes;
            this.threads = threads;
        }
    }

    private static final Queue<byte[]> RECENT = new ArrayDeque<>();

    private SizeLoad() {}

    /**
     * Runs.
     *
     * @param arguments kind and seconds
     * @throws IOException if the input cannot be read
     */
    public static void main(String[] arguments) throws IOException {
        Kind kind = Kind.valueOf(arguments[0]);
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(Long.parseLong(arguments[1]));
        for (int i = 0; i < kind.threads; i++) {
            Thread thread = new Thread(() -> waitDeep(STACK_FRAMES));
            thread.setDaemon(true);
            thread.start();
        }
        List<ByteBuffer> buffers = new ArrayList<>();
        for (int i = 0; i < kind.directMebibytes; i++) {
            buffers.add(filled());
        }
        byte[][] cache = new byte[kind.liveMebibytes * (MIB / BLOCK)][];
        Random random = new Random(1);
        long peak = 0;
        int filled = 0;
        int perTick = Math.max(1, kind.mebibytesASecond * (MIB / BLOCK) / TICKS_A_SECOND);
        for (long tick = System.nanoTime(); tick < end; tick += TICK_NANOS) {
            for (int i = 0; i < perTick; i++) {
                byte[] block = new byte[BLOCK - 16];
                if (kind == Kind.CACHE || filled < cache.length) {
                    cache[filled < cache.length ? filled : random.nextInt(cache.length)] = block;
                    filled++;
                } else {
                    RECENT.add(block);
                    if (RECENT.size() > 100) {
                        RECENT.remove();
                    }
                }
                if (filled < cache.length) {
                    i--; // it is filled at once
                }
                if (i % 8 == 0) {
                    peak = Math.max(peak, used());
                }
            }
            peak = Math.max(peak, used());
            if (!buffers.isEmpty() && random.nextInt(20) == 0) {
                buffers.set(random.nextInt(buffers.size()), ByteBuffer.allocateDirect(1));
                buffers.add(filled());
                buffers.removeIf(buffer -> buffer.capacity() == 1);
            }
            LockSupport.parkNanos(tick + TICK_NANOS - System.nanoTime());
        }
        System.out.println("loaded " + peak);
        while (System.in.read() >= 0) {
            peak = 0;
        }
        System.exit(cache.length + buffers.size() > 0 ? 0 : 1);
    }

    private static ByteBuffer filled() {
        ByteBuffer buffer = ByteBuffer.allocateDirect(MIB);
        while (buffer.hasRemaining()) {
            buffer.putLong(1);
        }
        return buffer;
    }

    private static long used() {
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    private static int waitDeep(int frames) {
        if (frames > 0) {
            return waitDeep(frames - 1) + 1;
        }
        while (true) {
            LockSupport.park();
        }
    }
}
