package io.memsafe.spring.batch;

import io.memsafe.batch.TransactionHost;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.springframework.batch.core.BatchStatus;
import org.springframework.batch.core.repository.JobRepository;
import org.springframework.batch.core.scope.context.StepSynchronizationManager;
import org.springframework.batch.core.step.StepExecution;
import org.springframework.batch.infrastructure.item.Chunk;
import org.springframework.batch.infrastructure.item.ExecutionContext;
import org.springframework.dao.OptimisticLockingFailureException;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionStatus;
import org.springframework.transaction.support.DefaultTransactionDefinition;

/**
 * The transactions of a step: the writes of a chunk, and the progress in the step's execution context.
 *
 * <p>A transaction that failed leaves the step execution as it was before it. One that failed while it was being
 * committed is looked up: a second transaction updates the row of the step, which waits for the end of the first one,
 * and reads the number of the commit from the context. If that cannot be done, or a rollback failed, nobody knows what the
 * database holds; the step ends as {@code UNKNOWN}, which Spring does not restart without a person.
 *
 * <p>Thread-safety: as of {@link TransactionHost}; {@link #heedStop} and {@link #inDoubt()} by any thread.
 */
final class StepTransactions<O> implements TransactionHost<O> {
    static final String PROGRESS = "memsafe.progress";
    static final String COMMIT = "memsafe.commit";
    private static final int MOST_LOOKS = 20;
    private static final long PAUSE_NANOS = 100_000_000L;

    private final StepExecution step;
    private final JobRepository repository;
    private final PlatformTransactionManager manager;
    private final StepWriter<O> writer;
    private final StepQuarantine<?, O> skipped;
    private final Runnable stop;
    private @Nullable Progress base;
    private volatile boolean doubt;
    private @Nullable RuntimeException failure;

    StepTransactions(
            StepExecution step,
            JobRepository repository,
            PlatformTransactionManager manager,
            StepWriter<O> writer,
            StepQuarantine<?, O> skipped,
            Runnable stop) {
        this.step = step;
        this.repository = repository;
        this.manager = manager;
        this.writer = writer;
        this.skipped = skipped;
        this.stop = stop;
    }

    @Override
    public void workerStarts() {
        StepSynchronizationManager.register(step); // for beans in step scope
    }

    @Override
    public void workerEnds() {
        StepSynchronizationManager.close();
    }

    /** Stops the job at the next boundary if Spring was asked to. */
    void heedStop() {
        if (step.isTerminateOnly()) {
            stop.run();
        }
    }

    @Override
    public @Nullable String load() {
        Object progress = step.getExecutionContext().get(PROGRESS);
        return progress == null ? null : (String) progress;
    }

    @Override
    public void save(Progress progress) throws Exception {
        if (base == null) {
            base = progress;
        }
        transact(progress, null);
        heedStop();
    }

    @Override
    public void write(List<? extends O> items, Progress progress) throws Exception {
        Chunk<O> chunk = new Chunk<>(items);
        try {
            transact(progress, chunk);
        } catch (Exception e) {
            writer.rolledBack(chunk, e);
            throw e;
        }
        try {
            writer.committed(chunk);
        } catch (RuntimeException e) {
            failure = e; // the chunk is written all the same
            stop.run();
        }
        heedStop();
    }

    private void transact(Progress progress, @Nullable Chunk<O> chunk) throws Exception {
        try {
            transactOnce(progress, chunk);
        } catch (OptimisticLockingFailureException e) {
            if (!stopping()) {
                throw e;
            }
            transactOnce(progress, chunk); // who asked to stop has changed the row in between
        }
    }

    private void transactOnce(Progress progress, @Nullable Chunk<O> chunk) throws Exception {
        if (doubt) {
            throw doubtful(null);
        }
        Moment before = new Moment(step);
        Moment after = before;
        long commit = before.context.getLong(COMMIT, 0) + 1;
        TransactionStatus transaction = manager.getTransaction(new DefaultTransactionDefinition());
        boolean committing = false;
        try {
            if (chunk != null) {
                writer.write(chunk);
                step.incrementCommitCount();
            }
            ExecutionContext context = step.getExecutionContext();
            writer.update(context);
            context.putString(PROGRESS, progress.text());
            context.putLong(COMMIT, commit);
            count(progress);
            repository.updateExecutionContext(step);
            repository.update(step);
            after = new Moment(step);
            committing = true;
            manager.commit(transaction);
        } catch (Throwable e) {
            before.restore(step);
            if (!committing) {
                rollback(transaction, e);
            } else if (tookEffect(commit, e)) {
                after.restore(step);
                return;
            }
            if (chunk != null) {
                step.incrementRollbackCount();
            }
            throw e;
        }
    }

    private void count(Progress progress) {
        Progress start = base == null ? progress : base;
        step.setReadSkipCount(skipped.read.get());
        step.setProcessSkipCount(skipped.processed.get());
        step.setWriteSkipCount(skipped.written.get());
        step.setReadCount(Math.max(0, progress.items() - start.items() - skipped.read.get()));
        step.setWriteCount(progress.written() - start.written());
        step.setFilterCount(progress.filtered() - start.filtered());
    }

    private void rollback(TransactionStatus transaction, Throwable cause) {
        try {
            manager.rollback(transaction);
        } catch (RuntimeException | Error e) {
            doubt = true;
            cause.addSuppressed(e);
            throw doubtful(cause);
        }
    }

    /** Whether a transaction whose commit failed is there after all. */
    private boolean tookEffect(long commit, Throwable cause) {
        for (int look = 1; look <= MOST_LOOKS; look++) {
            try {
                return lookUp() >= commit;
            } catch (RuntimeException | OutOfMemoryError e) {
                LockSupport.parkNanos(this, PAUSE_NANOS); // memory or the connection may come back
            }
        }
        doubt = true;
        throw doubtful(cause);
    }

    private long lookUp() {
        TransactionStatus transaction = manager.getTransaction(new DefaultTransactionDefinition());
        Integer version = step.getVersion();
        try {
            waitForRow();
            return stored().getExecutionContext().getLong(COMMIT, 0);
        } finally {
            setVersion(step, version);
            manager.rollback(transaction);
        }
    }

    private void waitForRow() {
        try {
            repository.update(step);
        } catch (OptimisticLockingFailureException e) {
            return; // it has changed meanwhile: whoever had it is done
        }
    }

    /** One that is stored has a version. */
    private static void setVersion(StepExecution step, @Nullable Integer version) {
        if (version != null) {
            step.setVersion(version);
        }
    }

    private StepExecution stored() {
        StepExecution stored = repository.getStepExecution(step.getId());
        if (stored == null) {
            throw new IllegalStateException("step execution " + step.getId() + " is gone from the job repository");
        }
        return stored;
    }

    /** Whether the job was asked to stop; the version of the row is then that of who asked. */
    private boolean stopping() {
        StepExecution stored = stored();
        if (!stored.getJobExecution().isStopping()) {
            return false;
        }
        setVersion(step, stored.getVersion());
        step.setTerminateOnly();
        return true;
    }

    /** No cause of it is an error of memory, after which the items would be written again. */
    private IllegalStateException doubtful(@Nullable Throwable cause) {
        IllegalStateException thrown = new IllegalStateException("a transaction of step " + step.getStepName()
                + " failed, and whether it took effect is not known: compare " + COMMIT
                + " in the step's execution context and what is written before the job is run again");
        if (cause != null) {
            thrown.addSuppressed(cause);
        }
        return thrown;
    }

    /** Whether a transaction failed of which nobody knows whether it took effect; there will be no other. */
    boolean inDoubt() {
        return doubt;
    }

    /** Marks the step if the database may hold something else than its context says. */
    void end() {
        if (doubt) {
            step.upgradeStatus(BatchStatus.UNKNOWN);
        }
    }

    /** What a chunk listener has thrown after a commit, or {@code null}. */
    @Nullable
    RuntimeException failure() {
        return failure;
    }

    /** The step execution at one moment; giving it back allocates nothing. */
    private static final class Moment {
        final ExecutionContext context;
        private final @Nullable Integer version;
        private final long commits;
        private final long reads;
        private final long writes;
        private final long filters;

        Moment(StepExecution step) {
            this.context = new ExecutionContext(step.getExecutionContext());
            this.version = step.getVersion();
            this.commits = step.getCommitCount();
            this.reads = step.getReadCount();
            this.writes = step.getWriteCount();
            this.filters = step.getFilterCount();
        }

        void restore(StepExecution step) {
            step.setExecutionContext(context);
            setVersion(step, version);
            step.setCommitCount(commits);
            step.setReadCount(reads);
            step.setWriteCount(writes);
            step.setFilterCount(filters);
        }
    }
}
