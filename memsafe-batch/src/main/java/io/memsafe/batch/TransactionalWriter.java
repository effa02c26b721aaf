package io.memsafe.batch;

import java.sql.Connection;
import java.util.List;

/**
 * Writes the results of a chunk in a transaction that memsafe opens, commits and rolls back, together with the job's
 * progress: see {@link BatchJob#transactionalWriter}.
 *
 * <p>Thread-safety: called by several workers at the same time, each with a connection of its own.
 *
 * @param <O> what is written
 */
@FunctionalInterface
public interface TransactionalWriter<O> {

    /**
     * Writes all results of a chunk.
     *
     * @param connection to the database of the job's {@link Checkpoint#jdbc checkpoint}, with autocommit off; leave
     *     commit, rollback and close to memsafe
     * @param items the results in reading order; never empty; valid during the call only
     * @throws Exception if they cannot be written; the transaction is rolled back
     */
    void write(Connection connection, List<? extends O> items) throws Exception;
}
