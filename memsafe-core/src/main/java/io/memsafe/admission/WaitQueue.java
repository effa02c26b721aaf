package io.memsafe.admission;

import io.memsafe.admission.BudgetNode.Claim;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Those who wait for bytes of one tree of budgets, in the order they came.
 *
 * <p>A round goes through all of them. Who does not get what he asked for bars, for the rest of the round and for all who
 * come after it, the budget that he asked and the one that stood in his way. So a large request is not starved by
 * small ones behind it, and a child that is full or shut does not hold up its siblings.
 *
 * <p><i>No wake-up is lost.</i> Who makes room first gives the bytes back and then looks whether somebody waits; who
 * waits first enters the queue and then tries. One of the two sees the other, whichever comes first.
 *
 * <p>It uses a monitor and parking, which take no Java heap, so that waiting for memory does not fail for want of it.
 * The monitor is held for a round at most, and nobody's code runs under it.
 *
 * <p>Thread-safety: all methods may be called from any thread.
 */
final class WaitQueue {
    private final LongSupplier clock;
    private BudgetNode[] nodes = new BudgetNode[0];
    private @Nullable Waiter head;
    private @Nullable Waiter tail;
    private volatile boolean isWaiting;

    WaitQueue(LongSupplier clock) {
        this.clock = clock;
    }

    synchronized void added(BudgetNode node) {
        BudgetNode[] more = Arrays.copyOf(nodes, nodes.length + 1);
        more[nodes.length] = node;
        nodes = more;
    }

    synchronized int waiting(BudgetNode node) {
        int found = 0;
        for (Waiter waiter = head; waiter != null; waiter = waiter.next) {
            found += waiter.node().isPartOf(node) ? 1 : 0;
        }
        return found;
    }

    /**
     * Waits until bytes have been taken.
     *
     * @return {@code null} if they were; else what was in the way at the end
     */
    @Nullable
    Refusal await(MemoryBudget budget, long bytes, Duration timeout, Refusal refusal) throws InterruptedException {
        Waiter.OfThread waiter = new Waiter.OfThread(budget, bytes, refusal, deadline(timeout));
        enter(waiter);
        try {
            pump();
            while (waiter.state == Waiter.State.WAITING) {
                long left = waiter.deadlineNanos - clock.getAsLong();
                if (left <= 0) {
                    break;
                }
                if (Thread.interrupted()) {
                    throw new InterruptedException();
                }
                LockSupport.parkNanos(this, left);
            }
        } catch (Throwable t) {
            if (!leave(waiter)) {
                budget.release(bytes);
            }
            throw t;
        }
        return leave(waiter) ? waiter.refusal : null;
    }

    private long deadline(Duration timeout) {
        long now = clock.getAsLong();
        try {
            return now + Math.min(timeout.toNanos(), Long.MAX_VALUE / 2);
        } catch (ArithmeticException e) {
            return now + Long.MAX_VALUE / 2;
        }
    }

    /** Has a future completed when bytes have been taken. */
    @SuppressWarnings("FutureReturnValueIgnored") // it would say no more than the future itself
    CompletableFuture<Admission> enqueue(MemoryBudget budget, long bytes, Refusal refusal) {
        Waiter.OfFuture waiter = new Waiter.OfFuture(this, budget, bytes, refusal);
        waiter.future.whenComplete((admission, failure) -> leave(waiter));
        enter(waiter);
        pump();
        return waiter.future;
    }

    private synchronized void enter(Waiter waiter) {
        waiter.before = tail;
        if (tail == null) {
            head = waiter;
        } else {
            tail.next = waiter;
        }
        tail = waiter;
        isWaiting = true;
    }

    /** The monitor is held. */
    private void remove(Waiter waiter) {
        if (waiter.before == null) {
            head = waiter.next;
        } else {
            waiter.before.next = waiter.next;
        }
        if (waiter.next == null) {
            tail = waiter.before;
        } else {
            waiter.next.before = waiter.before;
        }
        isWaiting = head != null;
    }

    /** Stops waiting; {@code false} if the bytes have been taken already. */
    private boolean leave(Waiter waiter) {
        synchronized (this) {
            if (waiter.state != Waiter.State.WAITING) {
                return false;
            }
            waiter.state = Waiter.State.GONE;
            remove(waiter);
            // Nobody is barred by one who has left.
            round();
        }
        return true;
    }

    boolean isWaiting() {
        return isWaiting;
    }

    /** Serves those who can be served; costs one read if nobody waits. */
    void pump() {
        if (isWaiting) {
            synchronized (this) {
                round();
            }
        }
    }

    /** The monitor is held. */
    private void round() {
        for (BudgetNode node : nodes) {
            node.beginRound();
        }
        Waiter waiter = head;
        while (waiter != null) {
            Waiter next = waiter.next;
            Refusal refusal = waiter.node().attempt(waiter.bytes, Claim.QUEUED);
            if (refusal == null) {
                serve(waiter);
            } else {
                waiter.refusal = refusal;
                waiter.node().passOver();
                refusal.budget().node().passOver();
            }
            waiter = next;
        }
        for (BudgetNode node : nodes) {
            node.endRound();
        }
    }

    private void serve(Waiter waiter) {
        waiter.state = Waiter.State.GRANTED;
        try {
            waiter.deliver();
        } catch (RuntimeException | Error e) {
            // There is no memory to tell the one who waits for it. It keeps its place, and the next round tries again.
            waiter.state = Waiter.State.WAITING;
            waiter.node().giveBack(waiter.bytes);
            waiter.node().passOver();
            return;
        }
        remove(waiter);
    }

    /** Whether the caller is the one to answer for bytes that were granted; {@code true} once. */
    synchronized boolean answersFor(Waiter waiter) {
        if (waiter.state != Waiter.State.GRANTED) {
            return false;
        }
        waiter.state = Waiter.State.GONE;
        return true;
    }

    /** Wakes the threads whose time is up, for clocks that do not run by themselves. */
    void wakeTheLate() {
        if (!isWaiting) {
            return;
        }
        long now = clock.getAsLong();
        synchronized (this) {
            for (Waiter waiter = head; waiter != null; waiter = waiter.next) {
                if (waiter instanceof Waiter.OfThread thread) {
                    thread.wakeIfLate(now);
                }
            }
        }
    }
}
