package io.memsafe.benchmarks.batch.child;

import java.util.Iterator;
import java.util.List;
import org.springframework.batch.core.BatchStatus;
import org.springframework.batch.core.configuration.support.MapJobRegistry;
import org.springframework.batch.core.job.Job;
import org.springframework.batch.core.job.JobExecution;
import org.springframework.batch.core.job.builder.JobBuilder;
import org.springframework.batch.core.job.parameters.JobParametersBuilder;
import org.springframework.batch.core.launch.support.TaskExecutorJobOperator;
import org.springframework.batch.core.listener.SkipListener;
import org.springframework.batch.core.repository.support.ResourcelessJobRepository;
import org.springframework.batch.core.step.builder.StepBuilder;
import org.springframework.batch.infrastructure.support.transaction.ResourcelessTransactionManager;

/**
 * Spring Batch 6: one chunk-oriented step on one thread, without a database of its own.
 *
 * @param items a chunk
 * @param tolerant whether the step is fault tolerant, and skips items that fail in any way
 */
record SpringBatch(int items, boolean tolerant) implements Way {
    private static final int MOST_SKIPS = 100;

    @Override
    public void run(Task task) throws Exception {
        ResourcelessJobRepository repository = new ResourcelessJobRepository();
        Iterator<Item> source = task.source();
        var step = new StepBuilder("step", repository)
                .<Item, Result>chunk(items)
                .transactionManager(new ResourcelessTransactionManager())
                .reader(() -> source.hasNext() ? source.next() : null)
                .processor(task::transform)
                .writer(chunk -> task.write(List.copyOf(chunk.getItems())));
        if (tolerant) {
            step.faultTolerant()
                    .skipPolicy((failure, skips) -> skips < MOST_SKIPS)
                    .skipListener(new GivingUp(task));
        }
        Job job = new JobBuilder("job", repository).start(step.build()).build();
        TaskExecutorJobOperator operator = new TaskExecutorJobOperator();
        operator.setJobRepository(repository);
        operator.setJobRegistry(new MapJobRegistry());
        operator.afterPropertiesSet();
        JobExecution execution = operator.start(
                job,
                new JobParametersBuilder().addLong("run", System.nanoTime()).toJobParameters());
        if (execution.getStatus() != BatchStatus.COMPLETED) {
            throw new IllegalStateException(
                    "the job ended as " + execution.getStatus() + ": " + execution.getAllFailureExceptions());
        }
    }

    /** Tells of the items that the step skipped. */
    private record GivingUp(Task task) implements SkipListener<Item, Result> {
        @Override
        public void onSkipInProcess(Item item, Throwable failure) {
            task.giveUp(item.id());
        }

        @Override
        public void onSkipInWrite(Result result, Throwable failure) {
            task.giveUp(result.id());
        }
    }
}
