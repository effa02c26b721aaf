package io.memsafe.batch;

import java.nio.file.Path;
import java.util.Objects;
import javax.sql.DataSource;

/**
 * Where a job keeps how far it is, so that it can go on after a stop, a failure or the death of its process.
 *
 * <p>Kept are the job's state, its counts, the positions of the items that are dealt with, where the reader stood, and
 * what was learned about costs. A job that is run again under the same name goes on from there. While a job runs, a second
 * run of it is refused; the claim of a process that died is void at once.
 *
 * <p>Thread-safety: one checkpoint may serve many jobs at the same time; each has its own progress by its name.
 */
public abstract sealed class Checkpoint permits FileCheckpoint, JdbcCheckpoint, HostedCheckpoint {
    Checkpoint() {}

    /**
     * A checkpoint in a file; one file for each job. Beside it, with longer names, lie the generation before it and a
     * lock. A save is forced to disk before it takes the place of the last one; a file that was torn all the same is
     * recognised by its checksum, and the generation before it counts.
     *
     * @param file where to; its folder must exist
     * @return a checkpoint for jobs that may write an item again after they were killed
     */
    public static Checkpoint file(Path file) {
        return new FileCheckpoint(Objects.requireNonNull(file, "file"));
    }

    /**
     * A checkpoint in tables of a database, H2 or PostgreSQL, which are made when they are missing:
     * {@code memsafe_job}, {@code memsafe_checkpoint} and {@code memsafe_progress}. With
     * {@link BatchJob#transactionalWriter} the progress commits with the items.
     *
     * @param source gives connections; a run holds two of them, and one for each worker if the writer is transactional
     * @return a checkpoint in that database
     */
    public static Checkpoint jdbc(DataSource source) {
        return new JdbcCheckpoint(Objects.requireNonNull(source, "source"));
    }

    /**
     * Forgets a job: its next run begins anew.
     *
     * @param job its name
     * @throws CheckpointException if it runs
     * @throws Exception if the file or the database cannot be used
     */
    public final void forget(String job) throws Exception {
        try (CheckpointStore store = claim(job)) {
            store.forget();
        }
    }

    /**
     * Claims a job.
     *
     * @throws CheckpointException if somebody runs it, or its place cannot be used
     */
    abstract CheckpointStore claim(String job) throws Exception;
}
