package io.memsafe.batch;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stops a job in good order when the JVM is told to end, and holds the JVM back until the job has stopped, or for a
 * bounded time. Thread-safety: {@link #ended()} belongs to the thread that runs the job.
 */
final class ShutdownStop {
    private static final Logger LOG = LoggerFactory.getLogger(BatchJob.class);

    private final CountDownLatch gone = new CountDownLatch(1);
    private final Thread hook;

    private ShutdownStop(BatchJob<?, ?> job, Duration atMost) {
        this.hook = new Thread(() -> stopAndWait(job, atMost), "memsafe-batch-stop-" + job.name);
    }

    static ShutdownStop of(BatchJob<?, ?> job, Duration atMost) {
        ShutdownStop stop = new ShutdownStop(job, atMost);
        try {
            Runtime.getRuntime().addShutdownHook(stop.hook);
        } catch (IllegalStateException e) {
            job.stop(); // the JVM is ending already
        }
        return stop;
    }

    private void stopAndWait(BatchJob<?, ?> job, Duration atMost) {
        job.stop();
        try {
            if (!gone.await(atMost.toNanos(), TimeUnit.NANOSECONDS)) {
                LOG.warn("job {} has not stopped within {}; it goes on from its last saved progress", job.name, atMost);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The job has stopped: lets the JVM end. */
    void ended() {
        gone.countDown();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            LOG.debug("job {} ends with the JVM", hook.getName(), e);
        }
    }
}
