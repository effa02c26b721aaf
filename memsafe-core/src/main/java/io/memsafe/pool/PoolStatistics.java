package io.memsafe.pool;

/**
 * What a pool of objects has, and has done since it was created. The numbers are read one after the other while others
 * go on.
 *
 * @param size objects there are
 * @param inUse objects that somebody has a lease on
 * @param most objects there may be now; fewer under pressure
 * @param waiting threads that wait for an object
 * @param created objects made
 * @param failed how often making one failed
 * @param replaced objects given back as broken
 * @param returned objects ended for want of memory
 * @param timeouts how often a thread waited in vain
 * @param refused how often a thread was not allowed to wait, since too many did
 * @param leaked leases that were forgotten; only with {@link GovernedPoolBuilder#traceLeases}
 */
public record PoolStatistics(
        int size,
        int inUse,
        int most,
        int waiting,
        long created,
        long failed,
        long replaced,
        long returned,
        long timeouts,
        long refused,
        long leaked) {}
