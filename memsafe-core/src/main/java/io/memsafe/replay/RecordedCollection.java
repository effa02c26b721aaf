package io.memsafe.replay;

/**
 * One garbage collection, as the notification of its bean tells it.
 *
 * @param nanos when it was over or noticed, on the clock of the samples
 * @param bean name of the collector bean, such as {@code G1 Old Generation}
 * @param action such as {@code end of major GC}; empty if it is not known
 * @param cause such as {@code Allocation Failure}; empty if it is not known
 * @param startMillis start, since JVM start
 * @param endMillis end, since JVM start
 * @param beforeBytes heap in use before
 * @param afterBytes heap in use after
 * @param oldBeforeBytes old generation in use before; 0 if it is not known
 * @param oldAfterBytes old generation in use after; 0 if it is not known
 * @param edenAfterBytes eden in use after; 0 where there is none
 */
public record RecordedCollection(
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
        long edenAfterBytes) {}
