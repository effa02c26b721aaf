package io.memsafe.batch;

/**
 * Tries what has failed again, as a policy of limits and pauses says; see {@link FailsafeRetry}.
 *
 * <p>Thread-safety: called by all workers at the same time.
 */
@FunctionalInterface
public interface Retry {

    /**
     * Runs an attempt, and again as often as it fails and the policy allows. The first run repeats a failure that has
     * happened already: it throws it.
     *
     * @param attempt what is tried; after it has returned normally it must not be run again
     * @throws Exception the last failure, as the attempt threw it
     */
    void run(Attempt attempt) throws Exception;

    /** What is tried. Thread-safety: used by one thread. */
    @FunctionalInterface
    interface Attempt {

        /**
         * Tries once.
         *
         * @throws Exception if it failed
         */
        void run() throws Exception;
    }
}
