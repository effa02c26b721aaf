package io.memsafe.admission;

import io.memsafe.admission.PermitGuard.Watch;
import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The guards of one tree of budgets: lends them to permits, and finds those that were lost.
 *
 * <p>A thread with a {@link ThreadPlaces place of its own} keeps an idle guard there. All others lie in chains, one for each of 32 groups
 * of threads, two cache lines apart. A whole chain is taken with one exchange, and a guard is pushed with a compare-and-set;
 * since nobody ever takes a part of a chain, a recycled guard cannot be mistaken for what it was before. There are as many guards as
 * permits were ever open at once.
 *
 * <p>Thread-safety: all methods may be called from any thread. Only making a guard and dealing with a lost one take
 * the monitor, for a few instructions.
 */
final class PermitGuards {
    private static final Logger LOG = LoggerFactory.getLogger(MemoryBudget.class);
    private static final int GROUPS = 32;
    private static final int APART = 32;

    private final ThreadPlaces places = new ThreadPlaces();
    private final AtomicReferenceArray<@Nullable PermitGuard> idle = new AtomicReferenceArray<>((GROUPS + 1) * APART);
    private final ReferenceQueue<PermitGuard> lost = new ReferenceQueue<>();
    private final boolean tracing;
    private @Nullable Watch first;
    private volatile long leaks;

    PermitGuards(boolean tracing) {
        this.tracing = tracing;
    }

    @SuppressWarnings("deprecation") // since 19; what replaces it is not in 17
    private static int chain(Thread thread) {
        return (int) (thread.getId() & (GROUPS - 1)) * APART + APART;
    }

    PermitGuard take(MemoryBudget budget, long bytes) {
        Thread current = Thread.currentThread();
        PermitGuard guard = places.take(current);
        if (guard == null) {
            guard = fromChain(chain(current));
        }
        guard.begin(budget, bytes, tracing ? new Throwable("acquired here") : null);
        return guard;
    }

    private PermitGuard fromChain(int chain) {
        PermitGuard guard = idle.getAndSet(chain, null);
        if (guard == null) {
            return make();
        }
        if (guard.next != null) {
            putBack(chain, guard.next);
            guard.next = null;
        }
        return guard;
    }

    /** If others have pushed meanwhile, the chain is left to the collector: idle guards may go. */
    private void putBack(int chain, PermitGuard rest) {
        idle.compareAndSet(chain, null, rest);
    }

    private PermitGuard make() {
        PermitGuard guard = new PermitGuard(lost);
        Watch watch = guard.watch;
        synchronized (this) {
            watch.after = first;
            if (first != null) {
                first.before = watch;
            }
            first = watch;
        }
        return guard;
    }

    void giveBack(PermitGuard guard) {
        guard.end();
        Thread current = Thread.currentThread();
        if (!places.keep(current, guard)) {
            push(chain(current), guard);
        }
    }

    private void push(int chain, PermitGuard guard) {
        PermitGuard head;
        do {
            head = idle.get(chain);
            guard.next = head;
        } while (!idle.compareAndSet(chain, head, guard));
    }

    /** Gives the places of threads that have ended to others. */
    void freePlaces() {
        places.free();
    }

    /** Gives the bytes of lost permits back to their budgets. Costs one read if there are none. */
    void recover() {
        for (Reference<? extends PermitGuard> found = lost.poll(); found != null; found = lost.poll()) {
            Watch watch = (Watch) found;
            forget(watch);
            MemoryBudget budget = watch.budget;
            if (budget != null && watch.bytes != Watch.IDLE) {
                recover(budget, watch);
            }
        }
    }

    private void recover(MemoryBudget budget, Watch watch) {
        synchronized (this) {
            leaks++;
        }
        budget.release(watch.bytes);
        if (watch.place != null) {
            LOG.warn(
                    "a permit for {} bytes of budget {} was dropped without being closed; its bytes are given back",
                    watch.bytes,
                    budget.name(),
                    watch.place);
        } else if (leaks == 1) {
            LOG.warn(
                    "a permit for {} bytes of budget {} was dropped without being closed; its bytes are given back;"
                            + " tracing of permits shows where such permits were acquired",
                    watch.bytes,
                    budget.name());
        }
    }

    private synchronized void forget(Watch watch) {
        if (watch.before != null) {
            watch.before.after = watch.after;
        } else {
            first = watch.after;
        }
        if (watch.after != null) {
            watch.after.before = watch.before;
        }
    }

    long leaks() {
        return leaks;
    }
}
