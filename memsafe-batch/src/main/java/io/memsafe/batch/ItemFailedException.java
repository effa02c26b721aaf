package io.memsafe.batch;

import org.jspecify.annotations.Nullable;

/** An item, or the chunk it was in, failed in a way that no skip rule names; the cause says how. */
public final class ItemFailedException extends Exception {
    private static final long serialVersionUID = 1;

    /** Position of the item, from 0. */
    private final long position;

    /** What was being done. */
    private final BatchPhase phase;

    ItemFailedException(String job, BatchPhase phase, long position, @Nullable String key, Throwable cause) {
        super(
                "job " + job + " failed in " + phase + " at item " + position + (key == null ? "" : " (" + key + ")")
                        + ": " + cause,
                cause);
        this.position = position;
        this.phase = phase;
    }

    /**
     * Where the item stands in the input.
     *
     * @return position from 0; for {@link BatchPhase#WRITE} that of the first item of the chunk
     */
    public long position() {
        return position;
    }

    /**
     * What was being done.
     *
     * @return the phase
     */
    public BatchPhase phase() {
        return phase;
    }
}
