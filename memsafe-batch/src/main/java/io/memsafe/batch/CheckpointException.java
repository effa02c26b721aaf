package io.memsafe.batch;

import org.jspecify.annotations.Nullable;

/** A job cannot start where its checkpoint stands, or can no longer keep it; the message says why and what to do. */
public final class CheckpointException extends Exception {
    private static final long serialVersionUID = 1;

    CheckpointException(String message) {
        this(message, null);
    }

    CheckpointException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
