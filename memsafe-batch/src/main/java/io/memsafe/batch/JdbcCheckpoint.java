package io.memsafe.batch;

import javax.sql.DataSource;

/** Keeps the progress of jobs in a database. */
final class JdbcCheckpoint extends Checkpoint {
    private final DataSource source;

    JdbcCheckpoint(DataSource source) {
        this.source = source;
    }

    DataSource source() {
        return source;
    }

    @Override
    JdbcStore claim(String job) throws Exception {
        return new JdbcStore(job, source, JdbcClaim.take(job, source));
    }
}
