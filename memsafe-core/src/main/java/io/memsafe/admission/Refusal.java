package io.memsafe.admission;

import io.memsafe.PressureLevel;

/**
 * A refused request. Refusals exist beforehand, one for each budget and reason, so that refusing takes no memory.
 *
 * <p>Thread-safety: immutable.
 */
public final class Refusal implements Admission {
    private final MemoryBudget budget;
    private final Reason reason;

    /** Why a request was refused. */
    public enum Reason {
        /** It is larger than the budget could ever be, so waiting is of no use. */
        TOO_LARGE("is smaller than the request at the best of times"),
        /** It does not fit beside what is reserved now. */
        NO_ROOM("has no room"),
        /** Others have asked before, and wait. */
        QUEUE("has others waiting"),
        /** The level refuses work of this {@link BudgetPriority}. */
        LEVEL("is shut at this level");

        private final String clause;

        Reason(String clause) {
            this.clause = clause;
        }
    }

    Refusal(MemoryBudget budget, Reason reason) {
        this.budget = budget;
        this.reason = reason;
    }

    /**
     * The budget that stood in the way: the one that was asked, or one above it.
     *
     * @return never {@code null}
     */
    public MemoryBudget budget() {
        return budget;
    }

    /**
     * Why.
     *
     * @return never {@code null}
     */
    public Reason reason() {
        return reason;
    }

    @Override
    public MemoryPermit orThrow() {
        throw new MemoryRefusedException(this);
    }

    /** The reason in words, with the figures of the budget as they are at this call. */
    @Override
    public String toString() {
        PressureLevel level = budget.level();
        return "budget " + budget.name() + " " + reason.clause + ": " + budget.reservedBytes() + " of "
                + budget.limitBytes() + " bytes are reserved, " + budget.waiting() + " wait, memory pressure is "
                + level;
    }
}
