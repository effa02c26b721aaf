package io.memsafe.benchmarks.signals.child;

import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;

/**
 * The OutOfMemoryErrors that the workload met. Allocates nothing.
 *
 * <p>Thread-safety: may be used by any thread.
 */
final class Errors {
    private final AtomicLong first = new AtomicLong(Tape.UNSET);
    private final AtomicLong count = new AtomicLong();
    private final LongSupplier nanos;
    private final LongConsumer firstMet;

    /**
     * No error yet.
     *
     * @param nanos the clock
     * @param firstMet is told the time of the first error, and {@link Tape#UNSET} when it is forgotten
     */
    Errors(LongSupplier nanos, LongConsumer firstMet) {
        this.nanos = nanos;
        this.firstMet = firstMet;
    }

    void met() {
        count.incrementAndGet();
        long now = nanos.getAsLong();
        if (first.compareAndSet(Tape.UNSET, now)) {
            firstMet.accept(now);
        }
    }

    /** Forgets what was: the next one is the first. */
    void forget() {
        count.set(0);
        first.set(Tape.UNSET);
        firstMet.accept(Tape.UNSET);
    }

    long count() {
        return count.get();
    }
}
