package io.memsafe.pool;

import io.memsafe.admission.MemoryBudget;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Bytes that idle buffers may have, and have. Thread-safety: safe, without locks of its own. */
final class IdleRoom {
    private final @Nullable MemoryBudget budget;
    private final AtomicLong reserved = new AtomicLong();
    private volatile long limit;

    IdleRoom(long limitBytes, @Nullable MemoryBudget budget) {
        this.limit = limitBytes;
        this.budget = budget;
    }

    /** Takes so many bytes, if they are within the limit and the budget has them. */
    boolean reserve(long bytes) {
        for (long now = reserved.get(); now + bytes <= limit; now = reserved.get()) {
            if (reserved.compareAndSet(now, now + bytes)) {
                if (budget == null || budget.tryReserve(bytes)) {
                    return true;
                }
                reserved.addAndGet(-bytes);
                return false;
            }
        }
        return false;
    }

    void release(long bytes) {
        reserved.addAndGet(-bytes);
        if (budget != null) {
            budget.release(bytes);
        }
    }

    /** What is over it stays reserved until it is released. */
    void limit(long bytes) {
        limit = bytes;
    }

    long limit() {
        return limit;
    }

    long reserved() {
        return reserved.get();
    }
}
