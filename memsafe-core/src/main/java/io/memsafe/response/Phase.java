package io.memsafe.response;

/**
 * Where the program stands on the ladder of responses. It climbs at once with the level, and comes down step by step.
 */
public enum Phase {
    /** Nothing is asked of anybody. */
    MONITOR,
    /** From {@code WARNING} on: reclaimers run, cheapest first, and limits begin to follow. */
    CLEAN_UP,
    /** From {@code CRITICAL} on: new work should be refused, work in flight finishes, reclaimers run harder. */
    DRAIN,
    /** At {@code EMERGENCY}: an orderly stop begins, where one was set up. */
    STOP,
    /** The level is {@code NORMAL} again; limits and caches grow back in steps. */
    RECOVER;

    /**
     * Whether new work should be taken on.
     *
     * @return {@code false} in {@code DRAIN} and {@code STOP}
     */
    public boolean acceptsWork() {
        return this != DRAIN && this != STOP;
    }
}
