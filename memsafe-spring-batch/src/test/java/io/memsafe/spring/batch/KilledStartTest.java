package io.memsafe.spring.batch;

import static org.assertj.core.api.Assertions.assertThat;

import io.memsafe.MemoryGovernor;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.batch.core.BatchStatus;
import org.springframework.batch.core.job.Job;
import org.springframework.batch.core.job.JobExecution;
import org.springframework.batch.core.job.builder.JobBuilder;
import org.springframework.batch.core.job.parameters.JobParameters;
import org.springframework.batch.core.step.Step;
import org.springframework.batch.core.step.StepExecution;
import org.springframework.batch.core.step.builder.StepBuilder;
import org.springframework.batch.infrastructure.item.ExecutionContext;
import org.springframework.batch.infrastructure.item.ItemWriter;
import org.springframework.batch.infrastructure.repeat.RepeatStatus;
import org.springframework.core.task.SyncTaskExecutor;

/** A restart that dies while Spring has stored its step execution, but not yet the context it goes on from. */
class KilledStartTest {
    private static final int ITEMS = 200;

    @TempDir
    private Path folder;

    private Batches batches;

    @BeforeEach
    void open() throws Exception {
        DataSource source = Batches.source("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1", "");
        Batches.createTables(source);
        batches = new Batches(source);
    }

    /** Leaves what is in the repository after such a death, and after somebody has said that the execution is dead. */
    private void dieAtTheStart() {
        JobExecution job = batches.repository.createJobExecution(
                batches.repository.getLastJobInstance("job"), new JobParameters(), new ExecutionContext());
        StepExecution step = batches.repository.createStepExecution("load", job);
        step.setStatus(BatchStatus.FAILED);
        step.setEndTime(LocalDateTime.now());
        batches.repository.update(step);
        job.setStatus(BatchStatus.FAILED);
        job.setEndTime(LocalDateTime.now());
        batches.repository.update(job);
    }

    private GovernedStepBuilder<Integer, Integer> step(MemoryGovernor governor, ItemWriter<Integer> writer)
            throws Exception {
        return new GovernedStepBuilder<Integer, Integer>("load", batches.repository, batches.transactions, governor)
                .reader(Batches.numbers(folder, ITEMS).build())
                .writer(writer);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void whatWasWrittenBeforeIsNotWrittenAgain(int deaths) throws Exception {
        AtomicInteger processed = new AtomicInteger();
        try (MemoryGovernor governor = MemoryGovernor.start()) {
            Step step = step(governor, batches.writer())
                    .processor(item -> {
                        if (processed.incrementAndGet() == 150) {
                            throw new IllegalStateException("power");
                        }
                        return item;
                    })
                    .build();
            assertThat(batches.run(step).getStatus()).isEqualTo(BatchStatus.FAILED);
            assertThat(batches.stored().cardinality()).isPositive();
            for (int i = 0; i < deaths; i++) {
                dieAtTheStart();
            }
            StepExecution again = batches.run(step);
            assertThat(again.getStatus()).as("%s", again.getFailureExceptions()).isEqualTo(BatchStatus.COMPLETED);
        }
        assertThat(batches.stored().cardinality()).isEqualTo(ITEMS);
    }

    @Test
    void aStepThatRunsAgainAlthoughItIsCompleteBeginsAnew() throws Exception {
        List<Integer> written = new ArrayList<>();
        AtomicBoolean failed = new AtomicBoolean();
        try (MemoryGovernor governor = MemoryGovernor.start()) {
            Step load = step(governor, chunk -> written.addAll(chunk.getItems()))
                    .allowStartIfComplete(true)
                    .build();
            Step check = new StepBuilder("check", batches.repository)
                    .tasklet(
                            (contribution, chunk) -> {
                                if (failed.compareAndSet(false, true)) {
                                    throw new IllegalStateException("not yet");
                                }
                                return RepeatStatus.FINISHED;
                            },
                            batches.transactions)
                    .build();
            Job job = new JobBuilder("job", batches.repository)
                    .start(load)
                    .next(check)
                    .build();
            var operator = batches.operator(new SyncTaskExecutor());
            assertThat(operator.start(job, new JobParameters()).getStatus()).isEqualTo(BatchStatus.FAILED);
            dieAtTheStart();
            assertThat(operator.start(job, new JobParameters()).getStatus()).isEqualTo(BatchStatus.COMPLETED);
        }
        assertThat(written).hasSize(2 * ITEMS);
    }
}
