package io.memsafe.spring.boot;

import io.memsafe.MemoryGovernor;
import io.memsafe.spring.batch.GovernedStepBuilder;
import java.util.Objects;
import org.springframework.batch.core.repository.JobRepository;
import org.springframework.transaction.PlatformTransactionManager;

/**
 * Makes builders of governed steps that have the application's job repository, transactions and governor.
 *
 * <p>Thread-safety: immutable.
 */
public final class GovernedSteps {
    private final JobRepository repository;
    private final PlatformTransactionManager transactions;
    private final MemoryGovernor governor;

    /**
     * A maker of builders.
     *
     * @param repository of the application's jobs
     * @param transactions those of the writer too, best on the repository's database
     * @param governor of the application
     */
    public GovernedSteps(JobRepository repository, PlatformTransactionManager transactions, MemoryGovernor governor) {
        this.repository = Objects.requireNonNull(repository, "repository");
        this.transactions = Objects.requireNonNull(transactions, "transactions");
        this.governor = Objects.requireNonNull(governor, "governor");
    }

    /**
     * A step, to be told its reader, processor and writer.
     *
     * @param <I> what is read
     * @param <O> what is written
     * @param name of the step
     * @return a builder
     */
    public <I, O> GovernedStepBuilder<I, O> step(String name) {
        return new GovernedStepBuilder<>(name, repository, transactions, governor);
    }
}
