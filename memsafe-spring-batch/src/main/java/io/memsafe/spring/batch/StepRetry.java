package io.memsafe.spring.batch;

import io.memsafe.batch.Retry;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The step's retry policy, kept from what no further attempt can mend: it is not even asked then, so nobody waits for
 * its pauses. Thread-safety: as of the policy and the test.
 */
final class StepRetry implements Retry {
    private final Retry policy;
    private final Predicate<Exception> isFinal;

    StepRetry(Retry policy, Predicate<Exception> isFinal) {
        this.policy = policy;
        this.isFinal = isFinal;
    }

    @Override
    public void run(Attempt attempt) throws Exception {
        Attempts attempts = new Attempts(attempt);
        policy.run(attempts);
        if (attempts.last != null) {
            throw attempts.last;
        }
    }

    /** To the policy a final failure looks like a success. */
    private final class Attempts implements Attempt {
        private final Attempt attempt;
        private @Nullable Exception last;

        Attempts(Attempt attempt) {
            this.attempt = attempt;
        }

        @Override
        public void run() throws Exception {
            try {
                attempt.run();
            } catch (Exception e) {
                if (!isFinal.test(e)) {
                    throw e;
                }
                last = e;
            }
        }
    }
}
