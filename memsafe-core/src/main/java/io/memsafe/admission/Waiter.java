package io.memsafe.admission;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * One who waits in a {@link WaitQueue}.
 *
 * <p>Thread-safety: what changes is guarded by the queue's monitor; the state may be read without it, as a hint.
 */
abstract class Waiter {
    final MemoryBudget budget;
    final long bytes;

    /** What was in the way last. */
    Refusal refusal;

    volatile State state = State.WAITING;

    @Nullable
    Waiter before;

    @Nullable
    Waiter next;

    /** How far it has come. */
    enum State {
        /** Nothing has been taken for it. */
        WAITING,
        /** The bytes have been taken, and nobody has answered for them yet. */
        GRANTED,
        /** It is no longer in the queue, and the bytes are somebody else's concern. */
        GONE
    }

    Waiter(MemoryBudget budget, long bytes, Refusal refusal) {
        this.budget = budget;
        this.bytes = bytes;
        this.refusal = refusal;
    }

    BudgetNode node() {
        return budget.node();
    }

    /** Sees to it that somebody answers for the bytes; runs none of a user's code. */
    abstract void deliver();

    /** A thread that is parked. */
    static final class OfThread extends Waiter {
        final long deadlineNanos;
        private final Thread thread = Thread.currentThread();

        OfThread(MemoryBudget budget, long bytes, Refusal refusal, long deadlineNanos) {
            super(budget, bytes, refusal);
            this.deadlineNanos = deadlineNanos;
        }

        @Override
        void deliver() {
            LockSupport.unpark(thread);
        }

        void wakeIfLate(long nowNanos) {
            if (deadlineNanos - nowNanos <= 0) {
                LockSupport.unpark(thread);
            }
        }
    }

    /** A future that somebody has. */
    static final class OfFuture extends Waiter implements Runnable {
        final CompletableFuture<Admission> future = new CompletableFuture<>();
        private final WaitQueue queue;

        OfFuture(WaitQueue queue, MemoryBudget budget, long bytes, Refusal refusal) {
            super(budget, bytes, refusal);
            this.queue = queue;
        }

        @Override
        void deliver() {
            future.defaultExecutor().execute(this);
        }

        @Override
        public void run() {
            if (!queue.answersFor(this)) {
                return;
            }
            MemoryPermit permit;
            try {
                permit = budget.permit(bytes);
            } catch (Throwable t) {
                future.completeExceptionally(t);
                return;
            }
            if (!future.complete(permit)) {
                permit.close();
            }
        }
    }
}
