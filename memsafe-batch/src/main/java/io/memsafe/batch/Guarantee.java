package io.memsafe.batch;

/** How often an item is written when a job is killed and run again. */
public enum Guarantee {
    /**
     * The progress commits with the items, in one transaction, or the writer can be taken back to it: once, whatever happens.
     */
    EXACTLY_ONCE,
    /** The progress is saved after the items: once, but again for what was written shortly before a kill. */
    AT_LEAST_ONCE,
    /** There is no checkpoint: a job that is run again begins anew. */
    ONE_RUN
}
