package io.memsafe.spring.batch;

import io.memsafe.batch.BatchJob;
import io.memsafe.batch.BatchReport;
import io.memsafe.batch.Quarantine;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.batch.core.ExitStatus;
import org.springframework.batch.core.job.JobInterruptedException;
import org.springframework.batch.core.step.AbstractStep;
import org.springframework.batch.core.step.Step;
import org.springframework.batch.core.step.StepExecution;
import org.springframework.batch.infrastructure.item.ExecutionContext;
import org.springframework.batch.infrastructure.item.ItemProcessor;
import org.springframework.batch.infrastructure.item.ItemReader;
import org.springframework.batch.infrastructure.item.ItemStream;
import org.springframework.batch.infrastructure.item.ItemWriter;

/**
 * A step that runs a memsafe job with Spring's parts. Thread-safety: one execution at a time, as of its reader and writer.
 */
final class GovernedStep<I, O> extends AbstractStep {
    private static final String INPUT = "step"; // one step execution context, one input

    private final GovernedStepBuilder<I, O> parts;
    private final ItemReader<? extends I> reader;
    private final @Nullable ItemProcessor<? super I, ? extends O> processor;
    private final ItemWriter<? super O> writer;

    GovernedStep(
            GovernedStepBuilder<I, O> parts,
            ItemReader<? extends I> reader,
            @Nullable ItemProcessor<? super I, ? extends O> processor,
            ItemWriter<? super O> writer) {
        super(parts.repository);
        this.parts = parts;
        this.reader = reader;
        this.processor = processor;
        this.writer = writer;
    }

    Step ready() {
        try {
            afterPropertiesSet();
        } catch (Exception e) {
            throw new IllegalStateException("step " + getName() + " cannot be built", e);
        }
        return this;
    }

    /** Called before anything is opened. */
    @Override
    protected void doExecutionRegistration(StepExecution execution) {
        super.doExecutionRegistration(execution);
        EarlierContext.restore(execution, parts.repository);
    }

    @Override
    protected void open(ExecutionContext context) {
        opened().forEach(stream -> stream.open(context));
    }

    /** What is opened here; the reader is opened by the job, where it goes on. */
    private List<ItemStream> opened() {
        List<ItemStream> opened = new ArrayList<>(parts.streams);
        if (processor instanceof ItemStream stream) {
            opened.add(stream);
        }
        if (writer instanceof ItemStream stream) {
            opened.add(stream);
        }
        return opened;
    }

    @Override
    protected void close(ExecutionContext context) {
        RuntimeException failure = null;
        for (ItemStream stream : opened()) {
            try {
                stream.close();
            } catch (RuntimeException e) {
                if (failure == null) {
                    failure = e;
                } else {
                    failure.addSuppressed(e);
                }
            }
        }
        if (failure != null) {
            throw failure;
        }
    }

    @Override
    protected void doExecute(StepExecution execution) throws Exception {
        Failures failures = new Failures();
        Quarantine kept = parts.quarantine == null ? null : parts.quarantine.apply(execution);
        StepQuarantine<I, O> quarantine = new StepQuarantine<>(getName(), kept, parts.listeners.skip, failures);
        BatchJob<I, O> job = BatchJob.named(getName());
        StepTransactions<O> transactions = new StepTransactions<>(
                execution,
                parts.repository,
                parts.transactions,
                new StepWriter<>(writer, parts.listeners, failures),
                quarantine,
                job::stop);
        SpringReader<I> items = new SpringReader<>(
                reader, execution.getExecutionContext(), parts.listeners.read, failures, transactions::heedStop);
        job.inputId(INPUT)
                .reader(items)
                .processor(item -> process(item, failures))
                .host(transactions)
                .workers(parts.workers)
                .chunk(parts.chunk)
                .quarantine(quarantine);
        parts.skips.forEach(job::skip);
        parts.progress.forEach(listener -> listener.accept(job));
        if (parts.itemKey != null) {
            job.itemKey(parts.itemKey);
        }
        if (parts.retry != null) {
            job.retry(new StepRetry(parts.retry, failure -> transactions.inDoubt() || items.isFinal(failure)));
        }
        BatchReport report = job.run(parts.governor);
        transactions.end();
        parts.report.accept(report);
        end(execution, report, transactions.failure());
    }

    @SuppressWarnings("unchecked") // without a processor what is read is what is written
    private @Nullable O process(I item, Failures failures) throws Exception {
        failures.clear();
        try {
            parts.listeners.process.beforeProcess(item);
            O result = processor == null ? (O) item : processor.process(item);
            parts.listeners.process.afterProcess(item, result);
            return result;
        } catch (Exception e) {
            failures.failed(item, e);
            parts.listeners.process.onProcessError(item, e);
            throw e;
        } catch (Error e) {
            failures.failed(item, e);
            throw e;
        }
    }

    private static void end(StepExecution execution, BatchReport report, @Nullable Exception listener)
            throws Exception {
        if (report.failure() instanceof Error error) {
            throw error;
        }
        if (report.failure() != null) {
            throw (Exception) report.failure();
        }
        if (listener != null) {
            throw listener;
        }
        switch (report.status()) {
            case STOPPED ->
                throw new JobInterruptedException("step " + report.job() + " was stopped after " + report.read()
                        + " items; a restart goes on from there");
            case COMPLETED, FAILED ->
                execution.setExitStatus(ExitStatus.COMPLETED.addExitDescription(description(report)));
        }
    }

    private static String description(BatchReport report) {
        return report.written() + " written, " + report.filtered() + " filtered, " + report.quarantined()
                + " set aside (" + report.quarantinedForMemory() + " for want of memory), "
                + report.containedErrors() + " errors of memory contained, chunks of " + report.smallestChunk() + " to "
                + report.largestChunk() + " items";
    }
}
