package io.memsafe.batch;

import java.time.Duration;

/** Workers waited for memory longer than {@link BatchJob#waitAtMost} allows, and no chunk came to an end meanwhile. */
public final class MemoryWaitTimeoutException extends Exception {
    private static final long serialVersionUID = 1;

    MemoryWaitTimeoutException(Duration limit, String reason) {
        super("a worker waited for memory for more than " + limit + ", and no chunk came to an end meanwhile: " + reason
                + "; a worker that runs is stuck in reader, processor or writer, or waitAtMost is shorter than a chunk"
                + " takes");
    }
}
