package io.memsafe.admission;

import io.memsafe.PressureLevel;

/** Who is refused first when memory grows short. */
public enum BudgetPriority {
    /** Refused from {@link PressureLevel#WARNING} on: what can be done later, or not at all. */
    SHEDDABLE(PressureLevel.WARNING),
    /** Refused from {@link PressureLevel#CRITICAL} on. */
    DEFAULT(PressureLevel.CRITICAL),
    /** Refused at {@link PressureLevel#EMERGENCY} only. */
    CRITICAL(PressureLevel.EMERGENCY);

    private final PressureLevel refusedFrom;

    BudgetPriority(PressureLevel refusedFrom) {
        this.refusedFrom = refusedFrom;
    }

    /**
     * Where refusing begins.
     *
     * @return the lowest level at which nothing of this priority is admitted
     */
    public PressureLevel refusedFrom() {
        return refusedFrom;
    }
}
