package io.memsafe.examples.orders;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.batch.core.BatchStatus;
import org.springframework.batch.core.job.JobExecution;
import org.springframework.batch.core.listener.JobExecutionListener;
import org.springframework.batch.core.step.StepExecution;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/**
 * The execution of the job that runs here, which ends in order when the program is asked to end: by SIGTERM, by Ctrl-C, or
 * by closing the application. The chunks in flight are finished, the database is closed after them.
 *
 * <p>Thread-safety: safe.
 */
@Component
class RunningExecution implements JobExecutionListener, SmartLifecycle {
    private static final Logger LOG = LoggerFactory.getLogger(RunningExecution.class);
    private static final int MOST_ASKED = 200;
    private static final long PAUSE_MILLIS = 100;

    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile @Nullable JobExecution execution;
    private volatile boolean running;
    private volatile boolean stopping;

    @Override
    public void beforeJob(JobExecution started) {
        execution = started;
        if (stopping) {
            ask(started);
        }
    }

    @Override
    public void afterJob(JobExecution finished) {
        ended.countDown();
    }

    /** Says so in memory, and again until it is heard: the step may be about to begin. */
    private static void ask(JobExecution execution) {
        execution.setStatus(BatchStatus.STOPPING);
        execution.getStepExecutions().forEach(StepExecution::setTerminateOnly);
    }

    @Override
    public void stop() {
        stopping = true;
        running = false;
        JobExecution started = execution;
        if (started == null || ended.getCount() == 0) {
            return;
        }
        LOG.info("asked to end; the chunks in flight are finished first");
        try {
            for (int asked = 0; asked < MOST_ASKED; asked++) {
                ask(started);
                if (ended.await(PAUSE_MILLIS, TimeUnit.MILLISECONDS)) {
                    return;
                }
            }
            LOG.warn("the job does not end; it is left as it is");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void start() {
        running = true;
    }

    @Override
    public boolean isRunning() {
        return running;
    }
}
