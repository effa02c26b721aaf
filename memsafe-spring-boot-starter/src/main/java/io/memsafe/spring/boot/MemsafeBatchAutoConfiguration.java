package io.memsafe.spring.boot;

import io.memsafe.MemoryGovernor;
import io.memsafe.spring.batch.GovernedStepBuilder;
import org.springframework.batch.core.repository.JobRepository;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.context.annotation.Bean;
import org.springframework.transaction.PlatformTransactionManager;

/** Governed steps for Spring Batch, with memsafe-spring-batch on the path. */
@AutoConfiguration(
        after = MemsafeAutoConfiguration.class,
        afterName = {
            "org.springframework.boot.batch.autoconfigure.BatchAutoConfiguration",
            "org.springframework.boot.batch.jdbc.autoconfigure.BatchJdbcAutoConfiguration"
        })
@ConditionalOnClass({JobRepository.class, GovernedStepBuilder.class, PlatformTransactionManager.class})
@ConditionalOnBean({MemoryGovernor.class, JobRepository.class})
@ConditionalOnSingleCandidate(PlatformTransactionManager.class)
public class MemsafeBatchAutoConfiguration {

    /** For Spring. */
    public MemsafeBatchAutoConfiguration() {}

    /** Makes builders of steps. */
    @Bean
    @ConditionalOnMissingBean
    GovernedSteps governedSteps(
            JobRepository repository, PlatformTransactionManager transactions, MemoryGovernor governor) {
        return new GovernedSteps(repository, transactions, governor);
    }
}
