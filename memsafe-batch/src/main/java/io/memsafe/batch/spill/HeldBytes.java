package io.memsafe.batch.spill;

import io.memsafe.PressureLevel;
import io.memsafe.admission.MemoryBudget;
import io.memsafe.admission.MemoryPermit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What an accumulation holds, with a permit for it that grows in steps and is given back when it has spilled.
 *
 * <p>A megabyte may be held whatever budget and level say: an accumulation that could hold nothing would never end, and
 * one that spilled every item would drown in files. Thread-safety: none.
 */
final class HeldBytes implements AutoCloseable {
    static final long FLOOR_BYTES = 1 << 20;
    /** Of a budget that is not this accumulation's alone. */
    static final double SHARED_RATIO = 0.5;

    private static final int STEPS = 32;
    private static final long LEAST_STEP = 64 << 10;

    private final MemoryBudget budget;
    private final double shareRatio;
    private final Supplier<PressureLevel> level;
    private @Nullable MemoryPermit permit;
    private long bytes;
    private long grantedBytes;
    private long refusedBytes = Long.MAX_VALUE;

    /** Holds up to a share of the budget. */
    HeldBytes(MemoryBudget budget, double shareRatio, Supplier<PressureLevel> level) {
        this.budget = budget;
        this.shareRatio = shareRatio;
        this.level = level;
    }

    long bytes() {
        return bytes;
    }

    /** What may be granted at most, as of now. */
    long limitBytes() {
        return (long) (shareRatio * budget.limitBytes());
    }

    /** Whether more may be held now; what is bigger than all there is may be held alone. */
    boolean admits(long more) {
        if (bytes >= FLOOR_BYTES && level.get().atLeast(PressureLevel.CRITICAL)) {
            return false;
        }
        long needed = bytes + more;
        return needed <= grantedBytes || grow(needed) || needed <= FLOOR_BYTES || bytes == 0;
    }

    private boolean grow(long needed) {
        if (needed <= FLOOR_BYTES && needed >= refusedBytes) {
            return false; // asking for each item would only make noise
        }
        long limit = limitBytes();
        long step = Math.max(LEAST_STEP, Math.min(FLOOR_BYTES, limit / STEPS));
        boolean granted;
        if (needed + step > limit) {
            granted = false;
        } else if (permit == null) {
            permit = budget.tryAcquire(needed + step) instanceof MemoryPermit fresh ? fresh : null;
            granted = permit != null;
        } else {
            granted = permit.resize(needed + step) instanceof MemoryPermit;
        }
        grantedBytes = granted ? needed + step : grantedBytes;
        refusedBytes = granted ? Long.MAX_VALUE : needed;
        return granted;
    }

    /** Counts what is held from now on, or, if negative, no longer. */
    void add(long more) {
        bytes = Math.max(0, bytes + more);
    }

    /** Nothing is held any more. It never throws. */
    void clear() {
        bytes = 0;
        close();
    }

    @Override
    public void close() {
        MemoryPermit held = permit;
        permit = null;
        grantedBytes = 0;
        refusedBytes = Long.MAX_VALUE;
        if (held != null) {
            held.close();
        }
    }
}
