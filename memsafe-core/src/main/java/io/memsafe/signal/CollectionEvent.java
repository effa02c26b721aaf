package io.memsafe.signal;

/**
 * One garbage collection, as its notification or the last-collection record of its bean tells it.
 *
 * @param nanos when it was noticed, on the clock of the governor
 * @param bean name of the collector bean
 * @param action such as {@code end of major GC}; empty if it was polled
 * @param cause such as {@code Allocation Failure}; empty if it was polled
 * @param startMillis start, since JVM start
 * @param endMillis end, since JVM start
 * @param beforeBytes heap in use before
 * @param afterBytes heap in use after
 * @param oldBeforeBytes old generation in use before
 * @param oldAfterBytes old generation in use after
 * @param edenAfterBytes eden in use after; 0 where there is none
 */
public record CollectionEvent(
        long nanos,
        String bean,
        String action,
        String cause,
        long startMillis,
        long endMillis,
        long beforeBytes,
        long afterBytes,
        long oldBeforeBytes,
        long oldAfterBytes,
        long edenAfterBytes) {

    /** How long it took, in milliseconds; concurrent time for concurrent collectors. */
    public long durationMillis() {
        return Math.max(0, endMillis - startMillis);
    }

    /** Whether it looked at the whole heap with the program stopped. */
    public boolean full() {
        return bean.equals("MarkSweepCompact") || bean.equals("PS MarkSweep") || bean.equals("G1 Old Generation");
    }
}
