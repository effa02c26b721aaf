package io.memsafe.benchmarks.signals.child;

import io.memsafe.benchmarks.signals.child.Tape.Mark;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A program that fills something beside the heap until it meets an OutOfMemoryError or is killed.
 *
 * <p>Thread-safety: none; run by one thread.
 */
final class AreaWorkload {
    private static final int MB = 1 << 20;
    private static final int ROUNDS = 4_000;
    private static final int CLASSES_A_ROUND = 10;
    private static final long BEFORE_NANOS = 2_000_000_000L;

    private final @Nullable Object[] held = new Object[ROUNDS * CLASSES_A_ROUND];
    private final Tape tape;
    private final LongSupplier nanos;
    private final Errors errors;
    private int count;

    AreaWorkload(Tape tape, LongSupplier nanos) {
        this.tape = tape;
        this.nanos = nanos;
        this.errors = new Errors(nanos, at -> tape.mark(Mark.FIRST_ERROR, at));
    }

    void run(String area) {
        tape.mark(Mark.BEGIN, nanos.getAsLong());
        LockSupport.parkNanos(BEFORE_NANOS);
        tape.mark(Mark.DANGER, nanos.getAsLong());
        for (int round = 0; round < ROUNDS && errors.count() == 0; round++) {
            try {
                LockSupport.parkNanos(fill(area));
            } catch (OutOfMemoryError e) {
                errors.met();
            }
        }
        tape.mark(Mark.END, nanos.getAsLong());
    }

    /** Takes a little more, and says how long to wait until the next time, in nanoseconds. */
    private long fill(String area) {
        return switch (area) {
            case "metaspace" -> {
                for (int i = 0; i < CLASSES_A_ROUND; i++) {
                    hold(Proxy.newProxyInstance(
                            new ClassLoader(AreaWorkload.class.getClassLoader()) {},
                            new Class<?>[] {Runnable.class},
                            (proxy, method, arguments) -> null));
                }
                yield 15_000_000;
            }
            case "direct-buffers" -> {
                hold(ByteBuffer.allocateDirect(MB / 4));
                yield 18_000_000;
            }
            case "container" -> {
                hold(ByteBuffer.allocateDirect(MB));
                yield 60_000_000;
            }
            case "threads" -> {
                Thread thread = new Thread(AreaWorkload::waitForEver, "lab-leaked");
                thread.setDaemon(true);
                thread.start();
                yield 18_000_000;
            }
            default -> throw new IllegalArgumentException("no area '" + area + "' that can be filled");
        };
    }

    private void hold(Object object) {
        held[count++] = object;
    }

    private static void waitForEver() {
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
