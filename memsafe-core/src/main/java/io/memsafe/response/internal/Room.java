package io.memsafe.response.internal;

/** How much room there is to grow back, and so how long a step takes: see {@link Ladder}. */
public enum Room {
    /** Something grows, or is nearly full as it is. */
    NONE(16),
    /** Neither. */
    SOME(4),
    /** The next step fits, whatever it brings back. */
    AMPLE(1);

    /** Quarters of a dwell. */
    final int quarters;

    Room(int quarters) {
        this.quarters = quarters;
    }
}
