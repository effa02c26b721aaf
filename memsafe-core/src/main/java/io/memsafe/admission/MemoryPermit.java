package io.memsafe.admission;

/**
 * Leave to keep a number of bytes alive, until it is closed.
 *
 * <p>Closing is idempotent, and belongs in a try-with-resources statement, so that it happens on any Throwable. A
 * permit that is dropped without being closed is found after a collection: its bytes go back to the budget, and it is
 * counted and logged.
 *
 * <p>A permit that stays inside one method need not exist: nothing here keeps the compiler from taking it apart. That
 * is why it is guarded by {@code synchronized}, which is then left out, and not by an atomic field.
 *
 * <p>Thread-safety: all methods may be called from any thread; one of several that close it gives the bytes back.
 */
public final class MemoryPermit implements Admission, AutoCloseable {
    private static final long CLOSED = -1;

    private final MemoryBudget budget;
    private final PermitGuard guard;
    private long bytes;

    MemoryPermit(MemoryBudget budget, long bytes, PermitGuard guard) {
        this.budget = budget;
        this.bytes = bytes;
        this.guard = guard;
    }

    /**
     * What it stands for now.
     *
     * @return bytes; 0 after {@link #close()}
     */
    public synchronized long bytes() {
        return Math.max(0, bytes);
    }

    /**
     * Corrects the number of bytes, as work shows what it needs. Less is always granted. More is granted if there is
     * room, whoever waits and whatever the level: work that is under way gives its bytes back soonest by being
     * finished. If it is refused, the permit is as it was.
     *
     * @param newBytes the new number, 0 or more
     * @return this permit, or why not
     * @throws IllegalArgumentException if it is negative
     * @throws IllegalStateException if the permit is closed
     */
    public Admission resize(long newBytes) {
        MemoryBudget.requireNotNegative(newBytes);
        long less;
        synchronized (this) {
            if (bytes == CLOSED) {
                throw new IllegalStateException(
                        "the permit is closed, and cannot become one for " + newBytes + " bytes");
            }
            less = bytes - newBytes;
            if (less < 0) {
                Refusal refusal = budget.reserveMore(-less);
                if (refusal != null) {
                    return refusal;
                }
            }
            bytes = newBytes;
            guard.resized(newBytes);
        }
        if (less > 0) {
            budget.release(less);
        }
        return this;
    }

    @Override
    public MemoryPermit orThrow() {
        return this;
    }

    /** Gives the bytes back; nothing the second time. It never throws, and takes no memory. */
    @Override
    public void close() {
        long held;
        synchronized (this) {
            held = bytes;
            bytes = CLOSED;
        }
        if (held != CLOSED) {
            budget.closed(held, guard);
        }
    }

    @Override
    public String toString() {
        return "permit for " + bytes() + " bytes of budget " + budget.name();
    }
}
