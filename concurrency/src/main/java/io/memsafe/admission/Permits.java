package io.memsafe.admission;

import java.time.Duration;

/** What the tests do with answers of a budget. */
final class Permits {
    private Permits() {}

    /** 1 if there is a permit, 0 if it was refused. */
    static int count(Admission admission) {
        return admission instanceof MemoryPermit ? 1 : 0;
    }

    /** Waits for a byte; an actor may not throw, and nobody interrupts one. */
    static Admission await(MemoryBudget budget, Duration timeout) {
        try {
            return budget.acquire(1, timeout);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    static void close(Admission admission) {
        if (admission instanceof MemoryPermit permit) {
            permit.close();
        }
    }
}
