package io.memsafe.batch;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Saves the progress of a run now and then, and at its end.
 *
 * <p>A save that fails is tried again at the next turn; the job ends when that has failed ten times in a row, or when its
 * claim is lost. Thread-safety: used by the thread that runs the job; {@link #progress} by all.
 */
final class ProgressKeeper {
    private static final Logger LOG = LoggerFactory.getLogger(BatchJob.class);
    private static final int MOST_FAILURES = 10;
    private static final int LAST_ATTEMPTS = 5;
    private static final long PAUSE_NANOS = 200_000_000L;

    private final BatchRun<?, ?> run;
    private final CheckpointStore store;
    private final Duration interval;
    private long savedNanos;
    private int failures;
    private boolean begun;
    private boolean lost;

    ProgressKeeper(BatchRun<?, ?> run, CheckpointStore store, Duration interval) {
        this.run = run;
        this.store = store;
        this.interval = interval;
    }

    /** Makes the first mark: from now on a run of this job goes on from here. */
    void begin() throws Exception {
        run.writer.begin(run.restart.settled());
        if (!run.restart.resumed()) {
            store.forget(); // of the input before
        }
        save(SavedProgress.State.RUNNING);
        begun = true;
    }

    /** Milliseconds until the next save, at least 1. */
    long dueMillis() {
        return Math.max(1, interval.minusNanos(System.nanoTime() - savedNanos).toMillis());
    }

    /** Saves if it is time to. */
    void tick() {
        if (interval.toNanos() > System.nanoTime() - savedNanos) {
            return;
        }
        try {
            save(SavedProgress.State.RUNNING);
            failures = 0;
        } catch (CheckpointException e) {
            lost = true;
            run.fail(e);
        } catch (Exception | OutOfMemoryError e) {
            savedNanos = System.nanoTime();
            LOG.warn("the progress of job {} could not be saved", run.job.name, e);
            if (++failures == MOST_FAILURES) {
                run.fail(new CheckpointException(
                        "the progress of job " + run.job.name + " could not be saved " + failures + " times in a row",
                        e));
            }
        }
    }

    /** The last save. A run that lost its claim leaves the progress to the run that has it; one that never began has none. */
    void end(BatchStatus status) {
        if (lost || !begun) {
            return;
        }
        for (int attempt = 1; ; attempt++) {
            try {
                if (status == BatchStatus.COMPLETED && run.restart.replay() != null) {
                    store.forget(); // the next replay is about what is left then
                } else {
                    save(SavedProgress.State.valueOf(status.name()));
                }
                return;
            } catch (Exception | OutOfMemoryError e) {
                if (attempt == LAST_ATTEMPTS || e instanceof CheckpointException) {
                    run.fail(new CheckpointException(
                            "the last progress of job " + run.job.name
                                    + " could not be saved; what it has done is done, but"
                                    + " a later run goes on from the progress saved before",
                            e));
                    return;
                }
                LockSupport.parkNanos(this, PAUSE_NANOS);
            }
        }
    }

    private void save(SavedProgress.State state) throws Exception {
        store.save(progress(state));
        savedNanos = System.nanoTime();
    }

    /** The progress of this moment. May be called by any thread. */
    SavedProgress progress(SavedProgress.State state) throws Exception {
        Input.Marks marks = run.input.marks();
        ChunkWriter.Mark mark = run.writer.mark(run.restart.settled());
        Settled.Snapshot settled = mark.settled();
        int newest = marks.newest(settled.lowWater());
        String info = newest < 0 ? null : marks.infos()[newest];
        return new SavedProgress(
                run.job.name,
                run.job.inputId,
                state,
                settled,
                info == null ? 0 : marks.positions()[newest],
                info,
                mark.info(),
                run.job.skips.used(),
                run.sizing.learned(),
                Instant.now());
    }
}
