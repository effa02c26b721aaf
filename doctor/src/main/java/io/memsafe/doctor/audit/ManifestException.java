package io.memsafe.doctor.audit;

/** A manifest that cannot be read; the message says where it is wrong and what would be right. */
public final class ManifestException extends Exception {
    private static final long serialVersionUID = 1;

    ManifestException(String message) {
        super(message);
    }

    ManifestException(String message, Throwable cause) {
        super(message, cause);
    }
}
