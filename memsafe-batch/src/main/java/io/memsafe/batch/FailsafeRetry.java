package io.memsafe.batch;

import dev.failsafe.Failsafe;
import dev.failsafe.FailsafeException;
import dev.failsafe.FailsafeExecutor;
import dev.failsafe.RetryPolicy;

/**
 * Retries by a policy of Failsafe: which exceptions, how often, with which pauses.
 *
 * <pre>{@code
 * .retry(FailsafeRetry.of(RetryPolicy.builder()
 *         .handle(SQLTransientException.class)
 *         .withBackoff(Duration.ofMillis(100), Duration.ofSeconds(10))
 *         .withMaxRetries(5)
 *         .build()))
 * }</pre>
 *
 * <p>Errors are never retried by it, whatever the policy handles: those of memory are contained by the job.
 *
 * <p>Thread-safety: safe.
 */
@SuppressWarnings("exports") // who has no Failsafe must be able to compile against this module
public final class FailsafeRetry implements Retry {
    private final FailsafeExecutor<?> executor;

    private FailsafeRetry(FailsafeExecutor<?> executor) {
        this.executor = executor;
    }

    /**
     * A retry by this policy.
     *
     * @param policy from {@code RetryPolicy.builder()}; what it says about results is of no effect
     * @param <R> type of the results that the policy is for
     * @return a retry for {@link BatchJob#retry}
     */
    public static <R> FailsafeRetry of(RetryPolicy<R> policy) {
        return new FailsafeRetry(Failsafe.with(RetryPolicy.builder(policy.getConfig())
                .abortOn(error -> error instanceof Error || Shortage.in(error) != null)
                .build()));
    }

    @Override
    public void run(Attempt attempt) throws Exception {
        try {
            executor.run(attempt::run);
        } catch (FailsafeException e) {
            if (e.getCause() instanceof Exception cause) {
                throw cause;
            }
            throw e;
        }
    }
}
