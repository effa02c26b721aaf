package io.memsafe.doctor.jvm;

import java.io.IOException;

/** A JVM that cannot be reached; the message names it, says why, and what would be right. */
public final class CannotAttachException extends IOException {
    private static final long serialVersionUID = 1;

    CannotAttachException(String message) {
        super(message);
    }

    CannotAttachException(String message, Throwable cause) {
        super(message, cause);
    }
}
