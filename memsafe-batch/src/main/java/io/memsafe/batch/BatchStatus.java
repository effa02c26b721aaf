package io.memsafe.batch;

/** How a batch ended. */
public enum BatchStatus {
    /** The input was read to its end, and every item of it was written, filtered or quarantined. */
    COMPLETED,
    /**
     * {@link BatchJob#stop()} was called; every item that was read was also written, filtered or quarantined,
     * except for those that an {@link AsyncProcessor} had not ended with.
     */
    STOPPED,
    /** An error ended the job; {@link BatchReport#failure()} has it. */
    FAILED
}
