package io.memsafe.batch;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Where a run begins: anew, where an earlier one stood, or not at all.
 *
 * @param store where progress is kept, claimed by this run; {@code null} without a checkpoint
 * @param replay the quarantine that is replayed, or {@code null}
 * @param saved what an earlier run has left and this one goes on from, or {@code null}
 * @param settled the items that are dealt with
 * @param position where the reader stands
 * @param readerInfo what it said there, or {@code null}
 * @param notes what a person should know about this start
 * @param over whether there is nothing to do: the input was dealt with by an earlier run
 * @param failure why the run cannot begin, or {@code null}
 */
record Restart(
        @Nullable CheckpointStore store,
        @Nullable Replay replay,
        @Nullable SavedProgress saved,
        Settled settled,
        long position,
        @Nullable String readerInfo,
        List<String> notes,
        boolean over,
        @Nullable Throwable failure) {

    /** Claims the job, reads what is kept of it, and moves reader and target there. */
    static Restart of(BatchJob<?, ?> job, ItemReader<?> reader, Target<?> target) {
        CheckpointStore store = null;
        try {
            Replay replay = job.replay == null ? null : Replay.of(job.replay);
            if (job.checkpoint != null) {
                store = job.checkpoint.claim(replay == null ? job.name : job.name + " (replay)");
            }
            return begin(job, reader, target, store, replay);
        } catch (Exception | OutOfMemoryError e) {
            abandon(store, e);
            Settled nothing = new Settled(new long[0], Tally.none(), 0);
            return new Restart(null, null, null, nothing, 0, null, List.of(), false, e);
        }
    }

    private static Restart begin(
            BatchJob<?, ?> job,
            ItemReader<?> reader,
            Target<?> target,
            @Nullable CheckpointStore store,
            @Nullable Replay replay)
            throws Exception {
        SavedProgress saved = store == null ? null : store.load();
        List<String> notes = new ArrayList<>();
        if (store != null && store.note() != null) {
            notes.add(store.note());
        }
        if (saved != null) {
            saved = sameInput(job, saved, notes);
        }
        if (replay != null && saved == null) {
            replay.begin();
        }
        Settled settled = new Settled(
                ranges(saved, replay),
                saved == null ? Tally.none() : saved.settled().tally(),
                job.workers);
        boolean over = saved != null && saved.state() == SavedProgress.State.COMPLETED;
        if (saved != null) {
            job.skips.restore(saved.skips());
        }
        long position = 0;
        String info = null;
        if (!over && saved != null && saved.readerInfo() != null) {
            position = saved.readerPosition();
            info = saved.readerInfo();
            reader.open(info);
        }
        if (!over && saved != null) {
            target.open(saved, notes);
        }
        return new Restart(store, replay, saved, settled, position, info, notes, over, null);
    }

    private static long[] ranges(@Nullable SavedProgress saved, @Nullable Replay replay) {
        long[] before = saved == null ? new long[0] : saved.settled().ranges();
        long[] others = replay == null ? new long[0] : replay.others();
        long[] all = Arrays.copyOf(before, before.length + others.length);
        System.arraycopy(others, 0, all, before.length, others.length);
        return all;
    }

    /** What is kept, if it is about the input of this job; {@code null} if that of the job before was completed. */
    private static @Nullable SavedProgress sameInput(BatchJob<?, ?> job, SavedProgress saved, List<String> notes)
            throws CheckpointException {
        boolean completed = saved.state() == SavedProgress.State.COMPLETED;
        if (completed && saved.inputId() == null && job.inputId == null) {
            throw new CheckpointException("job " + job.name + " completed at " + saved.time() + ". To run it on another"
                    + " input, say which is which with inputId(...); to run it on the same one again, forget(...) its"
                    + " checkpoint");
        }
        if (Objects.equals(saved.inputId(), job.inputId)) {
            if (!completed) {
                notes.add("goes on where a run stood at " + saved.time() + " ("
                        + (saved.state() == SavedProgress.State.RUNNING ? "it was killed" : saved.state())
                        + "), with " + saved.settled().tally().items() + " items dealt with");
            }
            return saved;
        }
        if (completed) {
            return null;
        }
        throw new CheckpointException("job " + job.name + " has input '" + job.inputId
                + "', but its checkpoint is in the middle of input '" + saved.inputId()
                + "'. Finish that one first, or forget(...) the checkpoint to give it up");
    }

    /** Whether an earlier run has left something. */
    boolean resumed() {
        return saved != null;
    }

    /** Gives up the claim of a run that cannot be made. */
    void abandon(Throwable failure) {
        abandon(store, failure);
    }

    private static void abandon(@Nullable CheckpointStore claimed, Throwable failure) {
        if (claimed != null) {
            try {
                claimed.close();
            } catch (Exception | OutOfMemoryError e) {
                failure.addSuppressed(e);
            }
        }
    }
}
