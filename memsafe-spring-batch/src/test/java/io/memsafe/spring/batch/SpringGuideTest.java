package io.memsafe.spring.batch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.failsafe.RetryPolicy;
import io.memsafe.MemoryGovernor;
import io.memsafe.batch.FailsafeRetry;
import io.memsafe.batch.Quarantine;
import io.memsafe.fork.GuideSnippets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.batch.core.ExitStatus;
import org.springframework.batch.core.configuration.annotation.StepScope;
import org.springframework.batch.core.job.Job;
import org.springframework.batch.core.job.builder.JobBuilder;
import org.springframework.batch.core.job.parameters.JobParameters;
import org.springframework.batch.core.job.parameters.JobParametersBuilder;
import org.springframework.batch.core.listener.StepExecutionListener;
import org.springframework.batch.core.repository.JobRepository;
import org.springframework.batch.core.step.Step;
import org.springframework.batch.core.step.StepExecution;
import org.springframework.batch.infrastructure.item.ItemWriter;
import org.springframework.batch.infrastructure.item.file.FlatFileItemReader;
import org.springframework.batch.infrastructure.item.file.builder.FlatFileItemReaderBuilder;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.io.FileSystemResource;
import org.springframework.core.task.SyncTaskExecutor;
import org.springframework.dao.TransientDataAccessException;
import org.springframework.transaction.PlatformTransactionManager;

/** The program in the guide compiles, runs with a reader in step scope, and stands there as it stands here. */
class SpringGuideTest {
    @TempDir
    private Path folder;

    private record Invoice(int amount) {
        static Invoice parse(String line) {
            return new Invoice(Integer.parseInt(line));
        }
    }

    @Configuration
    static class Readers {
        @Bean
        static org.springframework.batch.core.scope.StepScope stepScope() {
            return new org.springframework.batch.core.scope.StepScope();
        }

        @Bean
        @StepScope
        FlatFileItemReader<String> lines(@Value("#{jobParameters['file']}") String file) {
            return new FlatFileItemReaderBuilder<String>()
                    .name("lines")
                    .resource(new FileSystemResource(file))
                    .lineMapper((line, number) -> line)
                    .build();
        }
    }

    private Path quarantineOf(StepExecution execution) {
        return folder.resolve(
                "load-" + execution.getJobExecution().getJobInstance().getId() + ".jsonl");
    }

    @Test
    void aStepInAJob() throws Exception {
        DataSource source = Batches.source("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1", "");
        Batches.createTables(source);
        Batches batches = new Batches(source);
        JobRepository jobRepository = batches.repository;
        PlatformTransactionManager transactionManager = batches.transactions;
        Path file = Files.write(folder.resolve("invoices.txt"), List.of("1", "two", "3"));
        List<Invoice> written = new ArrayList<>();
        ItemWriter<Invoice> invoices = chunk -> written.addAll(chunk.getItems());
        StepExecutionListener auditor = new StepExecutionListener() {};
        try (MemoryGovernor governor = MemoryGovernor.start();
                AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext(Readers.class)) {
            @SuppressWarnings("unchecked")
            FlatFileItemReader<String> lines = context.getBean("lines", FlatFileItemReader.class);
            // begin step
            Step load = new GovernedStepBuilder<String, Invoice>("load", jobRepository, transactionManager, governor)
                    .reader(lines)
                    .processor(Invoice::parse)
                    .writer(invoices)
                    .retry(FailsafeRetry.of(RetryPolicy.builder()
                            .handle(TransientDataAccessException.class)
                            .withBackoff(Duration.ofMillis(100), Duration.ofSeconds(10))
                            .withMaxRetries(5)
                            .build()))
                    .skip(NumberFormatException.class, 100)
                    .quarantine(execution -> Quarantine.file(quarantineOf(execution)))
                    .listener(auditor)
                    .report(report -> System.out.println(report.text()))
                    .build();
            Job job = new JobBuilder("invoices", jobRepository).start(load).build();
            // end step
            JobParameters parameters = new JobParametersBuilder()
                    .addString("file", file.toString())
                    .toJobParameters();
            assertThat(batches.operator(new SyncTaskExecutor())
                            .start(job, parameters)
                            .getExitStatus()
                            .getExitCode())
                    .isEqualTo(ExitStatus.COMPLETED.getExitCode());
        }
        assertThat(folder.resolve("load-1.jsonl")).content().contains("NumberFormatException");
        assertThat(written).containsExactly(new Invoice(1), new Invoice(3));
        new GuideSnippets("spring-batch.md", SpringGuideTest.class).assertStandsInPage("step");
    }
}
