package io.memsafe.response;

/**
 * Gives memory back when it is short: empties a cache, closes what is idle, drops what can be made again.
 *
 * <p>Reclaimers are asked from {@code WARNING} on, the cheapest first and one at a time; at {@code CRITICAL} and above
 * the next one is asked without waiting for what the last one brought. One that frees too little is asked more rarely:
 * after 2 s, 4 s and so on up to 256 s, until it frees something again or a new episode begins.
 *
 * <p>Thread-safety: called by a thread of the governor, one call at a time. One that throws is logged with its name
 * and called again later. One that has not returned after five seconds is set aside until it does, and the others go
 * on without it.
 */
@FunctionalInterface
public interface Reclaimer {
    /** The answer of a reclaimer that cannot tell what it freed: the next collection will. */
    long UNKNOWN = -1;

    /**
     * Frees what it can. Called again while the level lasts, so it must not take a second call for a second share.
     *
     * @param demand how hard to try
     * @return bytes that can be collected now, 0 if there was nothing to free, or {@link #UNKNOWN}
     * @throws Exception if it failed; logged once
     */
    long reclaim(Demand demand) throws Exception;

    /**
     * May use more again. Called at each step of the recovery, the last time with {@link Demand#NONE}, also when it is
     * taken back or the governor is closed; called again later if it throws.
     *
     * @param demand smaller than the one before
     * @throws Exception if it failed; logged once
     */
    default void recover(Demand demand) throws Exception {}
}
