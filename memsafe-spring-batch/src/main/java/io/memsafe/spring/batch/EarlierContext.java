package io.memsafe.spring.batch;

import java.util.Comparator;
import java.util.Optional;
import org.springframework.batch.core.BatchStatus;
import org.springframework.batch.core.repository.JobRepository;
import org.springframework.batch.core.step.StepExecution;
import org.springframework.batch.infrastructure.item.ExecutionContext;

/**
 * The context from which a step goes on when the restart before this one left none.
 *
 * <p>Spring Batch 6 stores the execution of a step that restarts with an empty context, and copies the context of the
 * execution before it in memory alone. A process that dies before the first save leaves the empty one behind, and the next
 * restart would take it, begin at the start, and write everything again. So a context without progress is not believed as
 * long as an earlier execution of the step has one.
 *
 * <p>Thread-safety: no state.
 */
final class EarlierContext {
    private EarlierContext() {}

    /** Adds to the step's context what the last execution with progress had, if it was not complete. */
    static void restore(StepExecution step, JobRepository repository) {
        ExecutionContext context = step.getExecutionContext();
        if (context.containsKey(StepTransactions.PROGRESS)) {
            return;
        }
        lastWithProgress(step, repository)
                .filter(earlier -> earlier.getStatus() != BatchStatus.COMPLETED)
                .ifPresent(earlier -> earlier.getExecutionContext().entrySet().forEach(entry -> {
                    if (!context.containsKey(entry.getKey())) {
                        context.put(entry.getKey(), entry.getValue());
                    }
                }));
    }

    private static Optional<StepExecution> lastWithProgress(StepExecution step, JobRepository repository) {
        return repository.getJobExecutions(step.getJobExecution().getJobInstance()).stream()
                .flatMap(job -> job.getStepExecutions().stream())
                .filter(earlier -> earlier.getStepName().equals(step.getStepName()) && earlier.getId() != step.getId())
                .filter(earlier -> earlier.getExecutionContext().containsKey(StepTransactions.PROGRESS))
                .max(Comparator.comparingLong(StepExecution::getId));
    }
}
