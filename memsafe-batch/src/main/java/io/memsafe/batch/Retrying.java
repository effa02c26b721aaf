package io.memsafe.batch;

import org.jspecify.annotations.Nullable;

/**
 * Calls parts of the job again after an exception, if the job has a policy for it. It costs nothing as long as nothing
 * fails. Thread-safety: all methods may be called by all workers.
 */
final class Retrying {
    private final @Nullable Retry policy;
    private final Counts counts;

    Retrying(@Nullable Retry policy, Counts counts) {
        this.policy = policy;
        this.counts = counts;
    }

    /** Something that failed. */
    interface Call<T> {
        @Nullable
        T run() throws Exception;
    }

    /**
     * Calls it again, or throws the failure if that is not foreseen.
     *
     * @param first how it failed
     * @param call what to do again
     */
    <T> @Nullable T again(Exception first, Call<T> call) throws Exception {
        if (policy == null || Shortage.in(first) != null) {
            throw first;
        }
        Attempts<T> attempts = new Attempts<>(first, call);
        try {
            policy.run(attempts);
        } catch (Throwable e) {
            if (!attempts.done) {
                throw e;
            }
            // Only the policy itself can have failed: what was called took effect, and must not be called again.
        }
        if (!attempts.done) {
            throw first;
        }
        return attempts.result;
    }

    private final class Attempts<T> implements Retry.Attempt {
        private final Exception first;
        private final Call<T> call;
        private boolean failed;
        private boolean done;
        private @Nullable T result;

        Attempts(Exception first, Call<T> call) {
            this.first = first;
            this.call = call;
        }

        @Override
        public void run() throws Exception {
            if (!failed) {
                failed = true;
                throw first;
            }
            counts.retried.incrementAndGet();
            result = call.run();
            done = true;
        }
    }
}
