package io.memsafe.doctor;

/** Input that cannot be read; the message names it and says what to give instead. */
final class CannotReadException extends RuntimeException {
    private static final long serialVersionUID = 1;

    CannotReadException(String message) {
        super(message);
    }

    CannotReadException(String message, Throwable cause) {
        super(message, cause);
    }
}
