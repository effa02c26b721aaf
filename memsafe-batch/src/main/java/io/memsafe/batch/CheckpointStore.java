package io.memsafe.batch;

import java.io.IOException;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** The kept progress of one job, claimed by one run of it. Thread-safety: none; used by the thread that runs the job. */
interface CheckpointStore extends AutoCloseable {

    /** What an earlier run has left, or {@code null}. */
    @Nullable
    SavedProgress load() throws Exception;

    /** Something about the last {@link #load} that a person should know, or {@code null}. */
    @Nullable
    String note();

    /** Keeps the progress in place of what was kept before; what was kept before stays when it throws. */
    void save(SavedProgress progress) throws Exception;

    /** Removes what is kept. */
    void forget() throws Exception;

    /** Gives up the claim. */
    @Override
    void close() throws IOException, SQLException;
}
