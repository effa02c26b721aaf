package io.memsafe.batch;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where the results of a job go, and what that means for its progress. Thread-safety: safe. */
interface Target<O> {

    /**
     * Looks whether the job has what goes with it.
     *
     * @throws IllegalStateException if not
     */
    void check(BatchJob<?, ?> job);

    /** Writes the pieces of a run that has this claim. */
    ChunkWriter<O> pieces(BatchJob<?, ?> job, @Nullable CheckpointStore store);

    /** What a job with a checkpoint promises. */
    Guarantee guarantee();

    /** Takes the target back to where a checkpoint saw it, and notes what a person should know. */
    default void open(SavedProgress saved, List<String> notes) throws Exception {}

    /** To a writer, which the progress follows. */
    record Plain<O>(ItemWriter<? super O> writer) implements Target<O> {

        @Override
        public void check(BatchJob<?, ?> job) {
            if (job.checkpoint instanceof HostedCheckpoint) {
                throw notBeside(job);
            }
        }

        @Override
        public ChunkWriter<O> pieces(BatchJob<?, ?> job, @Nullable CheckpointStore store) {
            return store != null && writer instanceof RestartableWriter<? super O> restartable
                    ? new RestartableChunkWriter<>(restartable)
                    : ChunkWriter.of(writer);
        }

        @Override
        public Guarantee guarantee() {
            return writer instanceof RestartableWriter<?> ? Guarantee.EXACTLY_ONCE : Guarantee.AT_LEAST_ONCE;
        }

        @Override
        public void open(SavedProgress saved, List<String> notes) throws Exception {
            String info = saved.writerInfo();
            if (writer instanceof RestartableWriter<?> restartable) {
                if (info == null) {
                    throw new CheckpointException("the checkpoint of job " + saved.job() + " does not say how far "
                            + writer.getClass().getName()
                            + " had written: it is of a run with another writer. Finish the"
                            + " job with that one, or forget(...) the checkpoint to begin anew");
                }
                restartable.open(info);
            } else if (info != null) {
                notes.add("the writer before could be taken back to '" + info + "', this one cannot: what was written"
                        + " after the last save is written again");
            }
        }
    }

    /** To a database, in one transaction with the progress. */
    record Transactional<O>(TransactionalWriter<? super O> writer) implements Target<O> {

        @Override
        public void check(BatchJob<?, ?> job) {
            if (job.checkpoint instanceof HostedCheckpoint) {
                throw notBeside(job);
            }
            if (!(job.checkpoint instanceof JdbcCheckpoint)) {
                throw new IllegalStateException("job " + job.name + " has a transactional writer, which needs"
                        + " checkpoint(Checkpoint.jdbc(...)) with the database it writes to, but has "
                        + (job.checkpoint == null ? "no checkpoint" : "a checkpoint in a file"));
            }
        }

        @Override
        public ChunkWriter<O> pieces(BatchJob<?, ?> job, @Nullable CheckpointStore store) {
            return job.checkpoint instanceof JdbcCheckpoint jdbc && store instanceof JdbcStore claimed
                    ? new TransactionalChunkWriter<>(writer, claimed, new Connections(jdbc.source(), job.workers))
                    : refused(job);
        }

        @Override
        public Guarantee guarantee() {
            return Guarantee.EXACTLY_ONCE;
        }
    }

    /** To a framework that has the transactions. */
    record Hosted<O>(HostedCheckpoint<O> host) implements Target<O> {

        @Override
        public void check(BatchJob<?, ?> job) {
            if (job.checkpoint != host || job.replay != null) {
                throw notBeside(job);
            }
        }

        @Override
        public ChunkWriter<O> pieces(BatchJob<?, ?> job, @Nullable CheckpointStore store) {
            return store == null ? refused(job) : host.store();
        }

        @Override
        public Guarantee guarantee() {
            return Guarantee.EXACTLY_ONCE;
        }
    }

    private static <O> ChunkWriter<O> refused(BatchJob<?, ?> job) {
        return (results, piece) -> {
            throw new IllegalStateException("job " + job.name + " did not start"); // the claim was refused
        };
    }

    private static IllegalStateException notBeside(BatchJob<?, ?> job) {
        return new IllegalStateException("job " + job.name + " has a host for its transactions, which goes with"
                + " no writer, transactional writer, checkpoint or replay beside it");
    }
}
