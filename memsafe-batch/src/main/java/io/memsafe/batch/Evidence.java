package io.memsafe.batch;

import io.memsafe.PressureLevel;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sets items aside, with what is known against them.
 *
 * <p>Thread-safety: all methods may be called by all workers.
 */
final class Evidence {
    private static final Logger LOG = LoggerFactory.getLogger(BatchJob.class);
    private static final int FRAMES = 12;
    private static final int MOST_ATTEMPTS = 20;
    private static final long PAUSE_NANOS = 100_000_000L;

    private final BatchRun<?, ?> run;

    Evidence(BatchRun<?, ?> run) {
        this.run = run;
        rehearse();
    }

    /**
     * Loads what an error needs, while there is memory for it: a class that meets an OutOfMemoryError at its first use
     * stays broken, and would end the job.
     */
    private static void rehearse() {
        OutOfMemoryError error = new OutOfMemoryError("rehearsal");
        QuarantinedItem item =
                item(0, null, BatchPhase.PROCESS, error, Shortage.containable(error), 1, -1, PressureLevel.NORMAL);
        LOG.trace("rehearsal: {}", item);
    }

    /**
     * Keeps an item in quarantine and counts it.
     *
     * @throws IOException if the quarantine could not keep it
     */
    void add(
            long position,
            @Nullable String key,
            BatchPhase phase,
            Throwable error,
            boolean memory,
            int attempts,
            long allocatedBytes)
            throws IOException {
        for (int attempt = 1; ; attempt++) {
            try {
                keep(position, key, phase, error, memory, attempts, allocatedBytes);
                break;
            } catch (OutOfMemoryError e) {
                if (attempt == MOST_ATTEMPTS) {
                    run.fail(e); // rather than go on without a trace of the item
                    throw e;
                }
                LockSupport.parkNanos(this, PAUSE_NANOS); // others may have to finish first
            }
        }
        run.counts.quarantined.incrementAndGet();
        if (memory) {
            run.counts.quarantinedForMemory.incrementAndGet();
        }
    }

    private synchronized void keep(
            long position,
            @Nullable String key,
            BatchPhase phase,
            Throwable error,
            boolean memory,
            int attempts,
            long allocatedBytes)
            throws IOException {
        QuarantinedItem item = item(
                position,
                key,
                phase,
                error,
                memory,
                attempts,
                run.meter.supported() ? allocatedBytes : -1,
                run.governor.level());
        Quarantine quarantine = run.quarantine;
        if (quarantine == null) {
            LOG.warn("job {} gives up {}", run.job.name, item);
        } else if (!run.restart.resumed() || !quarantine.contains(position)) {
            quarantine.add(item);
        }
    }

    private static QuarantinedItem item(
            long position,
            @Nullable String key,
            BatchPhase phase,
            Throwable error,
            boolean memory,
            int attempts,
            long allocatedBytes,
            PressureLevel level) {
        String message = error.getMessage();
        List<String> frames = new ArrayList<>(FRAMES);
        StackTraceElement[] stack = error.getStackTrace();
        for (int i = 0; i < Math.min(FRAMES, stack.length); i++) {
            frames.add(stack[i].toString());
        }
        Shortage shortage = Shortage.in(error);
        return new QuarantinedItem(
                position,
                key == null ? "item " + position : key,
                phase,
                error.getClass().getName(),
                message == null ? "" : message,
                memory,
                attempts,
                allocatedBytes,
                level,
                shortage == null ? "" : shortage.advice(),
                frames,
                Instant.now());
    }
}
